const bash = `# bash completion of halcyon
_halcyon() {
  local cur words
  cur="\${COMP_WORDS[COMP_CWORD]}"
  words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" __complete -- "\${words[@]}" 2>/dev/null))
  # nothing to offer: names of files, as for -f
  [ "\${#COMPREPLY[@]}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
}
complete -o filenames -F _halcyon halcyon ./halcyon
`;

const zsh = `#compdef halcyon
_halcyon() {
  local -a offered
  offered=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [ -n "\${offered[1]}" ]; then compadd -a offered; else _files; fi
}
compdef _halcyon halcyon ./halcyon
`;

const fish = `# fish completion of halcyon
function __halcyon_offer
  set -l words (commandline -opc) (commandline -ct)
  $words[1] __complete -- $words[2..-1] 2>/dev/null
end
complete -c halcyon -a '(__halcyon_offer)'
`;

/** The script of each shell; all of them ask the program itself what may follow. */
export const completionScripts: Readonly<Record<string, string>> = { bash, zsh, fish };

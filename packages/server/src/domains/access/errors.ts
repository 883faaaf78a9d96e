import { defineErrors } from "#platform/errors.ts";

export const errors = defineErrors("access", {
  sign_in_failed: {
    status: 401,
    title: "Sign-in failed",
    hint: "Check the account name and the password. After a few failures there is a pause; an administrator can set a new password.",
  },
  sign_in_paused: {
    status: 429,
    title: "Too many failed sign-ins",
    hint: "Wait that long, then try again; scripts find the seconds in the Retry-After header.",
  },
  busy: {
    status: 503,
    title: "Too many sign-ins at the same time",
    hint: "Try again in a second.",
  },
  password_wrong: {
    status: 403,
    title: "The current password is not right",
    hint: "Enter the password you sign in with now, or ask an administrator to set a new one.",
  },
  session_needed: {
    status: 403,
    title: "Not possible with an API token",
    hint: "Sign in with your password (`halcyon login`) and try again.",
  },
  setup_refused: {
    status: 403,
    title: "The first account cannot be created like this",
    hint: "While there is no account, the server prints the setup token at its start. Once there is one, ask an administrator for yours.",
  },
  user_unknown: {
    status: 404,
    title: "There is no such account",
    hint: "`halcyon user list` shows the accounts.",
  },
  user_exists: {
    status: 409,
    title: "The account exists already",
    hint: "Choose another name, or update the existing account.",
  },
  team_unknown: {
    status: 404,
    title: "There is no such team",
    hint: "`halcyon team list` shows the teams; an administrator creates one with `halcyon team create`.",
  },
  team_exists: {
    status: 409,
    title: "The team exists already",
    hint: "Choose another name.",
  },
  team_in_use: {
    status: 409,
    title: "The team still owns something",
    hint: "Give its apps to another team first.",
  },
  grant_everywhere_only: {
    status: 400,
    title: "This role is held everywhere, not for one team",
    hint: "Grant it without a team; for one team there are developer and lead.",
  },
  grant_unknown: {
    status: 404,
    title: "The account does not hold this role",
    hint: "`halcyon user show` lists what it holds, with the team of each.",
  },
  last_admin: {
    status: 409,
    title: "This is the last administrator",
    hint: "Make somebody else an administrator first.",
  },
  token_unknown: {
    status: 404,
    title: "There is no such token",
    hint: "`halcyon token list` shows your tokens.",
  },
  token_exists: {
    status: 409,
    title: "You have a token of this name",
    hint: "Choose another name, or revoke that one first.",
  },
});

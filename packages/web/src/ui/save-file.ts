/** Gives a person a file that was made here. Nothing is sent anywhere. */
export function saveFile(name: string, type: string, content: string | readonly string[]): void {
  const address = URL.createObjectURL(
    new Blob(typeof content === "string" ? [content] : [...content], { type }),
  );
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The token stands in a header, so a plain link cannot fetch the file: it is fetched here and handed to the browser. */
export function saveAs(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name.split('/').at(-1) ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

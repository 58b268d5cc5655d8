/** A chosen file as the API takes it: base64. */
export function readContent(file: File): Promise<string> {
  return new Promise((settle, fail) => {
    const reader = new FileReader();
    reader.onerror = () => fail(reader.error);
    // "data:…;base64,AAAA"; an empty file has no comma in some browsers.
    reader.onload = () => settle(String(reader.result).split(",")[1] ?? "");
    reader.readAsDataURL(file);
  });
}

/** Hands what the API answered to the browser's downloads. */
export function saveContent(fileName: string, content: string): void {
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has begun by then; the bytes are not needed any more.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Uploaded files as the server tells of them. */
export interface StoredFile {
  id: string;
  name: string;
  type: string;
  size: number;
  width?: number;
  height?: number;
}

export const isPicture = (file: StoredFile) => /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(file.type);
export const contentOf = (file: StoredFile) => `/api/files/${file.id}`;
export const previewOf = (file: StoredFile, size: 64 | 256 | 1024) => `/api/files/${file.id}/preview?size=${size}`;

/** 1.2 MB, 340 kB. */
export function sizeOf(bytes: number, locale: string): string {
  const [unit, count] = bytes >= 1e6 ? ["megabyte", bytes / 1e6] : bytes >= 1e3 ? ["kilobyte", bytes / 1e3] : ["byte", bytes];
  return new Intl.NumberFormat(locale, { style: "unit", unit: unit as string, unitDisplay: "short", maximumFractionDigits: 1 }).format(count as number);
}

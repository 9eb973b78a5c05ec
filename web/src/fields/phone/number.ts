/** +86 138 0013 8000 instead of +8613800138000: Chinese numbers in their groups, others as they are. */
export function spacedPhone(value: string, extension: (digits: string) => string): string {
  const [number = "", more] = value.split(";ext=");
  const spaced = number
    .replace(/^\+86(1\d{2})(\d{4})(\d{4})$/, "$1 $2 $3")
    .replace(/^\+86(10|2\d)(\d{4})(\d{4})$/, "0$1-$2$3")
    .replace(/^\+86([3-9]\d{2})(\d{7,8})$/, "0$1-$2");
  return more ? `${spaced} ${extension(more)}` : spaced;
}

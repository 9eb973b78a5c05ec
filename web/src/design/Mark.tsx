/** The mark: a compass whose needle points where the customer goes. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden focusable="false">
      <rect width="64" height="64" rx="15" fill="#0B7A75" />
      <circle cx="32" cy="32" r="19" fill="none" stroke="#fff" strokeOpacity=".55" strokeWidth="3" />
      <path d="M32 10 37.5 32 32 29.5 26.5 32Z" fill="#F5A524" />
      <path d="M32 54 26.5 32 32 34.5 37.5 32Z" fill="#fff" />
    </svg>
  );
}

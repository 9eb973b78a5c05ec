import styles from "./Avatar.module.css";

const HUES = ["teal", "blue", "indigo", "purple", "orange", "green", "red", "pink"];

/** The first letter of a name on a colour that is always the same for it; decoration beside the name itself. */
export function Avatar({ name, size = 24, square = false }: { name: string | null | undefined; size?: number; square?: boolean }) {
  const text = (name ?? "?").trim();
  const hue = HUES[[...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 997, 7) % HUES.length];
  const style = { "--hue": `var(--hue-${hue})`, width: size, height: size, fontSize: Math.round(size * 0.46) };
  return (
    <span className={`${styles.avatar} ${square ? styles.square : ""}`} style={style as React.CSSProperties} aria-hidden>
      {[...text][0]?.toUpperCase() ?? "?"}
    </span>
  );
}

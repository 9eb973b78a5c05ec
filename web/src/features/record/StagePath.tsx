import { Check } from "lucide-react";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Field, Option } from "@/api/metadata";
import { useLabels } from "@/design/text";
import { colorOf } from "@/design/tokens";
import { isMasked } from "@/fields";
import { useQuickWrite } from "@/metadata-ui/useQuickWrite";

import type { About } from "./about";
import styles from "./StagePath.module.css";

/** Where a record stands on its path; a click moves it. What a rule still lacks is asked for. */
export function StagePath({ object, record, writable, field }: About & { field: Field }) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const write = useQuickWrite(object);
  const [moving, setMoving] = useState<string | null>(null);
  const bar = useRef<HTMLOListElement>(null);
  const value = record[field.name];
  const options = (field.options ?? []).filter((option) => !option.retired || option.value === value);
  const at = options.findIndex((option) => option.value === value);
  const may = writable && field.writable && !isMasked(field, value);

  useEffect(() => {
    const step = bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (step && bar.current) bar.current.scrollLeft = step.offsetLeft - bar.current.clientWidth / 2 + step.offsetWidth / 2;
  }, [value]);

  async function move(option: Option) {
    if (option.value === value || moving) return;
    setMoving(option.value);
    await write(record, { [field.name]: option.value }, t("path.moved", { stage: labelOf(option.label, option.value) }));
    setMoving(null);
  }

  return (
    <ol ref={bar} className={styles.path} aria-label={labelOf(field.label, field.name)}>
      {options.map((option, index) => (
        <li key={option.value} style={{ "--hue": colorOf(option.color) } as CSSProperties} className={stateOf(options, index, at)}>
          <button
            type="button"
            disabled={!may || moving !== null}
            aria-current={index === at ? "step" : undefined}
            aria-busy={moving === option.value || undefined}
            title={index === at ? undefined : t("path.move", { stage: labelOf(option.label, option.value) })}
            onClick={() => void move(option)}
          >
            {index < at && isOpen(option) && isOpen(options[at]!) && <Check size={13} aria-hidden />}
            <span className="ellipsis">{labelOf(option.label, option.value)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

const isOpen = (option: Option) => !option.category || option.category === "open";

/** Steps behind the one that is reached are done; once it has ended, only its end stands out. */
function stateOf(options: Option[], index: number, at: number): string {
  const here = index === at ? styles.here : "";
  const end = isOpen(options[index]!) ? "" : styles.end;
  const done = index < at && isOpen(options[at]!) && isOpen(options[index]!) ? styles.done : "";
  return [styles.step, here, end, done].join(" ");
}

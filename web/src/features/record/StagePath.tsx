import { App } from "antd";
import { Check } from "lucide-react";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Field, Option } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { useLabels } from "@/design/text";
import { colorOf } from "@/design/tokens";
import { isMasked } from "@/fields";
import { openDrawer } from "@/metadata-ui/drawer";
import { useSavedMessage } from "@/metadata-ui/useSavedMessage";

import type { About } from "./about";
import styles from "./StagePath.module.css";
import { useReread, useWrite } from "./useRecord";

/** Where a record stands on its path; a click moves it. What a rule still lacks is asked for. */
export function StagePath({ object, record, writable, field }: About & { field: Field }) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const { message } = App.useApp();
  const write = useWrite(object);
  const reread = useReread(object);
  const said = useSavedMessage();
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
    const values = { [field.name]: option.value };
    try {
      const saved = await write(record, values).catch(async (error: unknown) => {
        if (!(error instanceof Problem) || error.status !== 412) throw error;
        return write(await reread(record.id), values);
      });
      said(object.name, saved, t("path.moved", { stage: labelOf(option.label, option.value) }));
    } catch (error) {
      const lacking = error instanceof Problem ? lackingFields(error, field.name) : [];
      if (lacking.length) openDrawer({ object: object.name, id: record.id, values, only: lacking });
      else void message.error((error as Error).message);
    } finally {
      setMoving(null);
    }
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

/** The fields without which the server does not take a change, the changed one left out. */
function lackingFields(problem: Problem, changed: string): string[] {
  if (problem.status !== 422) return [];
  const names = problem.errors.flatMap((one) => (one.field ? [one.field.split(".")[0]!] : []));
  return [...new Set(names)].filter((name) => name !== changed);
}

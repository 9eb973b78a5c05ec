import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { ObjectDefinition } from "@/api/metadata";
import type { RecordData } from "@/api/records";
import { Icon } from "@/design/Icon";
import { useLabels } from "@/design/text";
import { openDrawer } from "@/metadata-ui/drawer";

import { presetOf } from "../relations";
import { isAbout, type Source } from "./sources";
import styles from "./Timeline.module.css";

interface QuickAddProps {
  object: ObjectDefinition;
  record: RecordData;
  sources: Source[];
  onSaved: () => void;
}

/** What can be written about a record at once: a talk, a task, a note. */
export const quickSources = (sources: Source[]): Source[] => sources.filter((source) => isAbout(source)?.writable && source.object.actions.includes("create"));

export function openQuick(source: Source, object: ObjectDefinition, record: RecordData, onSaved?: () => void): void {
  openDrawer({ object: source.object.name, values: presetOf(isAbout(source)!, object, record), onSaved });
}

export function QuickAdd({ object, record, sources, onSaved }: QuickAddProps) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const quick = quickSources(sources);
  if (quick.length === 0) return null;
  return (
    <div className={styles.quick}>
      {quick.map((source) => {
        const label = labelOf(source.object.label, source.object.name);
        return (
          <Button key={source.object.name} size="small" icon={<Icon name={source.object.icon} size={14} />} aria-label={t("timeline.new", { object: label })} onClick={() => openQuick(source, object, record, onSaved)}>
            {label}
          </Button>
        );
      })}
    </div>
  );
}

import { useParams } from "@tanstack/react-router";
import { Steps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useObject } from "@/api/metadata";
import { Page } from "@/design/Page";
import { ErrorState, Skeleton } from "@/design/States";
import { useLabels } from "@/design/text";

import { ChooseFile } from "./ChooseFile";
import { type Import, UNDER_WAY, useImport } from "./import";
import styles from "./Imports.module.css";
import { MapColumns } from "./MapColumns";
import { Outcome } from "./Outcome";
import { Running } from "./Running";

const STEPS = ["file", "mapping", "check", "run"] as const;

/** From a file to records: file, mapping, dry run, run. */
export function ImportWizard() {
  const { id } = useParams({ strict: false });
  return id ? <Known id={id} /> : <Frame step={0} title="new">{<ChooseFile />}</Frame>;
}

function Known({ id }: { id: string }) {
  const { data, error, refetch } = useImport(id);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton lines={8} />;
  return <Stage key={id} one={data} />;
}

function stepOf(one: Import): number {
  return one.dry_run ? 2 : 3;
}

function Stage({ one }: { one: Import }) {
  const labelOf = useLabels();
  const object = useObject(one.object);
  const [back, setBack] = useState(false);
  const mapping = one.status === "draft" || (back && one.dry_run);
  return (
    <Frame step={mapping ? 1 : stepOf(one)} title="one" what={labelOf(object?.label, one.object)} note={one.file_name}>
      {mapping && object ? (
        <MapColumns one={one} object={object} onStarted={() => setBack(false)} />
      ) : UNDER_WAY.includes(one.status) ? (
        <Running one={one} />
      ) : (
        <Outcome one={one} onBack={() => setBack(true)} />
      )}
    </Frame>
  );
}

function Frame({ step, title, what, note, children }: { step: number; title: "new" | "one"; what?: string; note?: string; children: React.ReactNode }) {
  const { t } = useTranslation("imports");
  return (
    <Page title={t(`titles.${title}`, { what })} note={note}>
      <div className={styles.wizard}>
        <Steps size="small" current={step} items={STEPS.map((name) => ({ title: t(`steps.${name}`) }))} className={styles.steps} responsive={false} />
        {children}
      </div>
    </Page>
  );
}

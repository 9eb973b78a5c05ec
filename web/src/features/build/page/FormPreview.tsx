import { ConfigProvider } from "antd";
import { useMemo, useState } from "react";

import { Panel } from "@/design/Page";
import { RecordForm } from "@/metadata-ui/RecordForm";

import { type Part, sectionsOf } from "../model/layout";
import { useDesignModel } from "../model/store";
import type { ObjectDef } from "../model/types";
import { AsPublished } from "../parts/AsPublished";
import styles from "./Page.module.css";

/** The form as people will meet it, to be tried with its conditions: what is typed here goes nowhere. */
export function FormPreview({ object, part }: { object: ObjectDef; part: Part }) {
  const model = useDesignModel();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const shown = useMemo(() => {
    const described = model.object(object.name)!;
    const sections = sectionsOf(object.screens, part);
    return { ...described, screens: { ...described.screens, form: sections.length ? sections : undefined } };
  }, [model, object, part]);
  return (
    <Panel className={styles.preview}>
      <ConfigProvider componentDisabled={false}>
        <AsPublished>
          <RecordForm object={shown} values={values} onChange={(name, value) => setValues((now) => ({ ...now, [name]: value }))} />
        </AsPublished>
      </ConfigProvider>
    </Panel>
  );
}

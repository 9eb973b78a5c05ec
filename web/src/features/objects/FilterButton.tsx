import { Badge, Button, Drawer, Popover } from "antd";
import { ListFilter } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { ObjectDefinition } from "@/api/metadata";
import { usePhone } from "@/design/media";
import { FilterBuilder } from "@/metadata-ui/FilterBuilder";
import { sizeOf } from "@/metadata-ui/FilterBuilderDraft";

import styles from "./Toolbar.module.css";

interface FilterProps {
  object: ObjectDefinition;
  where: Condition | undefined;
  onWhere: (where: Condition | undefined) => void;
}

/** Opens the filter: beside the list on wide screens, a sheet on phones. */
export function FilterButton({ object, where, onWhere }: FilterProps) {
  const { t } = useTranslation("objects");
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const size = sizeOf(where);
  const body = (
    <>
      <div className={styles.filter}>
        <FilterBuilder object={object.name} value={where} onChange={onWhere} />
      </div>
      {where && (
        <div className={styles.filterFoot}>
          <Button size="small" type="text" onClick={() => onWhere(undefined)}>
            {t("empty.clear")}
          </Button>
        </div>
      )}
    </>
  );
  const button = (
    <Button icon={<ListFilter size={15} />} aria-haspopup="dialog" aria-expanded={open} onClick={phone ? () => setOpen(true) : undefined}>
      {t("filter.open")}
      {size > 0 && <Badge count={size} color="var(--accent)" size="small" />}
    </Button>
  );
  if (phone)
    return (
      <>
        {button}
        <Drawer open={open} onClose={() => setOpen(false)} placement="bottom" size="80dvh" title={t("filter.open")}>
          {body}
          <Button type="primary" block onClick={() => setOpen(false)}>
            {t("filter.show")}
          </Button>
        </Drawer>
      </>
    );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomLeft" arrow={false} destroyOnHidden styles={{ container: { border: "1px solid var(--line-strong)" } }} content={body}>
      {button}
    </Popover>
  );
}

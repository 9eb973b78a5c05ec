import { Button, Drawer } from "antd";
import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";

import { usePhone } from "@/design/media";

import styles from "./Frame.module.css";

interface Shown {
  /** What can be put on the canvas; `paletteName` opens it on a phone. */
  palette?: ReactNode;
  paletteName?: string;
  properties?: ReactNode;
  propertiesName: string;
  /** Something is selected: a phone shows its properties over the canvas. */
  selected: boolean;
  onDeselect: () => void;
  children: ReactNode;
}

/** The frame of every designer: palette left, canvas centre, properties right. Phones have the canvas, and the others as sheets. */
export function Frame({ palette, paletteName, properties, propertiesName, selected, onDeselect, children }: Shown) {
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  if (!phone)
    return (
      <div className={styles.frame}>
        {palette && (
          <aside className={styles.palette} aria-label={paletteName}>
            {palette}
          </aside>
        )}
        <div className={styles.canvas}>{children}</div>
        <aside className={styles.properties} aria-label={propertiesName}>
          {properties}
        </aside>
      </div>
    );
  return (
    <div className={styles.canvas}>
      {children}
      {palette && (
        <>
          <Button type="primary" className={styles.add} icon={<Plus size={16} />} onClick={() => setOpen(true)}>
            {paletteName}
          </Button>
          <Drawer placement="bottom" size="72%" open={open} onClose={() => setOpen(false)} title={paletteName} onClick={(event) => (event.target as Element).closest("[data-adds]") && setOpen(false)}>
            {palette}
          </Drawer>
        </>
      )}
      <Drawer placement="bottom" size="80%" open={selected} onClose={onDeselect} title={propertiesName} styles={{ body: { padding: 0 } }}>
        {properties}
      </Drawer>
    </div>
  );
}

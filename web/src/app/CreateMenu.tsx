import { Dropdown } from "antd";
import type { ReactElement } from "react";

import { useModel } from "@/api/metadata";
import { Icon } from "@/design/Icon";
import { useLabels } from "@/design/text";
import { openDrawer } from "@/metadata-ui/drawer";

import { useNavigation } from "./navigation";

const MOST = 10;

/** What can be created from anywhere: the objects of the navigation that the person may create. */
export function CreateMenu({ children, placement = "bottomRight" }: { children: ReactElement; placement?: "top" | "bottomRight" }) {
  const model = useModel();
  const labelOf = useLabels();
  const names = useNavigation().flatMap((group) => group.items.map((item) => /^\/objects\/([^/]+)$/.exec(item.to)?.[1]));
  const objects = [...new Set(names)]
    .map((name) => (name ? model.object(name) : undefined))
    .filter((object) => object?.actions.includes("create"))
    .slice(0, MOST);
  const items = objects.map((object) => ({
    key: object!.name,
    label: labelOf(object!.label, object!.name),
    icon: <Icon name={object!.icon} />,
    onClick: () => openDrawer({ object: object!.name }),
  }));
  if (items.length === 0) return null;
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement={placement}>
      {children}
    </Dropdown>
  );
}

import "@xyflow/react/dist/style.css";

import { Background, type Connection, Controls, type Edge, Handle, MarkerType, type Node, type NodeProps, Position, ReactFlow, ReactFlowProvider, useNodesState } from "@xyflow/react";
import { Button, Switch } from "antd";
import { Network, Plus } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/session";
import { Icon } from "@/design/Icon";
import { usePhone } from "@/design/media";
import { useLabels } from "@/design/text";

import { ReferenceDialog } from "../fields/ReferenceDialog";
import { objectNamed, targetsOf } from "../model/relations";
import { useDesign } from "../model/store";
import type { Design, ObjectDef } from "../model/types";
import { NewObject } from "../object/NewObject";
import { addressOf, useGo } from "../parts/go";
import { arrange } from "./arrange";
import styles from "./RelationsMap.module.css";

type ObjectNode = Node<{ object: ObjectDef; count: number }, "object">;

function ObjectCard({ data: { object, count } }: NodeProps<ObjectNode>) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const go = useGo();
  const label = labelOf(object.label, object.name);
  return (
    <div className={`${styles.card} ${object.state === "new" ? styles.new : ""}`}>
      <Handle type="source" position={Position.Left} className={styles.handle} />
      <span className={styles.icon}>
        <Icon name={object.icon} size={17} />
      </span>
      <button type="button" className="nodrag" title={t("relations.open", { name: label })} onClick={() => go(addressOf(object.name))}>
        <strong className="ellipsis">{label}</strong>
        <small>{t("relations.fields", { count })}</small>
      </button>
      <Handle type="target" position={Position.Right} className={`${styles.handle} ${styles.end}`} />
    </div>
  );
}

const NODES = { object: ObjectCard };

/** The references between these objects, one line each. */
function edgesOf(design: Design, shown: ObjectDef[], labelOf: (labels: ObjectDef["label"], name: string) => string): Edge[] {
  const ids = new Set(shown.map((object) => object.id));
  return shown.flatMap((object) =>
    object.fields
      .filter((field) => !field.system)
      .flatMap((field) =>
        targetsOf(field).flatMap((name) => {
          const target = objectNamed(design, name);
          if (!target || !ids.has(target.id)) return [];
          return [
            {
              id: `${object.id}.${field.id}.${target.id}`,
              source: object.id,
              target: target.id,
              label: labelOf(field.label, field.name),
              data: { field: field.id, object: object.name },
              animated: field.state === "new",
              markerEnd: { type: MarkerType.ArrowClosed },
              style: field.type === "references" ? { strokeDasharray: "6 4" } : undefined,
            },
          ];
        }),
      ),
  );
}

function Canvas() {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const go = useGo();
  const phone = usePhone();
  const { configures } = useMe();
  const design = useDesign();
  const [system, setSystem] = useState(false);
  const [creating, setCreating] = useState(false);
  const [relating, setRelating] = useState<{ from: ObjectDef; to: ObjectDef } | null>(null);
  const shown = useMemo(() => [...design.values()].filter((object) => system || !object.system), [design, system]);
  const [near, setNear] = useState<string | null>(null);
  const edges = useMemo(() => edgesOf(design, shown, labelOf), [design, shown, labelOf]);
  const drawn = useMemo(
    () => (near === null ? edges : edges.map((edge) => ({ ...edge, className: edge.source === near || edge.target === near ? styles.near : styles.far }))),
    [edges, near],
  );
  const [nodes, setNodes, onNodesChange] = useNodesState<ObjectNode>([]);

  const lay = useCallback(
    (anew: boolean) => {
      const places = arrange(shown.map((object) => object.id), edges);
      setNodes((now) => {
        const known = new Map(now.map((node) => [node.id, node]));
        return shown.map((object) => ({
          id: object.id,
          type: "object" as const,
          position: (anew ? undefined : known.get(object.id)?.position) ?? places.get(object.id)!,
          data: { object, count: object.fields.filter((field) => !field.system).length },
        }));
      });
    },
    [shown, edges, setNodes],
  );
  useEffect(() => lay(false), [lay]);

  const connect = ({ source, target }: Connection) => {
    const from = design.get(source);
    const to = design.get(target);
    if (from?.open && to) setRelating({ from, to });
  };
  return (
    <div className={styles.map}>
      <header className={styles.bar}>
        <span className="muted">{t("relations.text")}</span>
        <label>
          <Switch size="small" checked={system} onChange={setSystem} /> {t("relations.system")}
        </label>
        <Button icon={<Network size={15} />} onClick={() => lay(true)}>
          {t("relations.arrange")}
        </Button>
        {configures && (
          <Button type="primary" icon={<Plus size={16} />} onClick={() => setCreating(true)}>
            {t("objects.new")}
          </Button>
        )}
      </header>
      <div className={styles.canvas} role="region" aria-label={t("relations.title")}>
        {nodes.length > 0 && (
          <ReactFlow
            nodes={nodes}
            edges={drawn}
            onNodeMouseEnter={(_, node) => setNear(node.id)}
            onNodeMouseLeave={() => setNear(null)}
            nodeTypes={NODES}
            onNodesChange={onNodesChange}
            onConnect={connect}
            onEdgeClick={(_, edge) => go(addressOf(edge.data!.object as string, "fields", { field: edge.data!.field as string }))}
            deleteKeyCode={null}
            fitView
            fitViewOptions={{ minZoom: phone ? 0.55 : 0.2 }}
            minZoom={0.2}
            proOptions={{ hideAttribution: true }}
          >
            <Background gap={24} />
            <Controls showInteractive={false} />
          </ReactFlow>
        )}
      </div>
      {creating && <NewObject onClose={() => setCreating(false)} />}
      {relating && <ReferenceDialog object={relating.from} to={relating.to} type="reference" onClose={() => setRelating(null)} onMade={() => setRelating(null)} />}
    </div>
  );
}

/** All objects and who points at whom; a line drawn is a reference made. */
export function RelationsMap() {
  return (
    <ReactFlowProvider>
      <Canvas />
    </ReactFlowProvider>
  );
}

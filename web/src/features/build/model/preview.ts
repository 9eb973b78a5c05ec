/** A design as if it were published, so that filters, forms and inputs can work with it. */
import type { Action, Field, Metadata, ObjectDefinition } from "@/api/metadata";

import { factsOf } from "./kinds";
import { relationsOf } from "./relations";
import type { Design, FieldDef, ObjectDef } from "./types";

const ACTIONS: Action[] = ["create", "read", "update", "delete", "import", "export", "transfer", "configure"];

/** The fields that every record has, of objects that are not published yet. */
const SYSTEM: Field[] = [
  { id: "created_at", name: "created_at", type: "datetime", label: { "zh-CN": "创建时间", "zh-TW": "建立時間", en: "Created" } },
  { id: "updated_at", name: "updated_at", type: "datetime", label: { "zh-CN": "更新时间", "zh-TW": "更新時間", en: "Updated" } },
  { id: "owner", name: "owner", type: "reference", to: "user", label: { "zh-CN": "负责人", "zh-TW": "負責人", en: "Owner" } },
].map((field) => ({ ...factsOf(field.type as Field["type"]), ...field, system: true }) as unknown as Field);

/** One field as the server would describe it. */
export function asField(field: FieldDef, described?: Field): Field {
  const facts = described?.type === field.type ? described : factsOf(field.type);
  const own = Object.fromEntries(Object.entries(field).filter(([key]) => key !== "state"));
  const settled = Object.fromEntries(
    Object.entries(facts).filter(([key]) => key in own || "access depends_on_record writable widget operators parts sortable groupable grains measures system".includes(key)),
  );
  return { ...settled, ...own } as Field;
}

function asObject(design: Design, object: ObjectDef, described?: ObjectDefinition): ObjectDefinition {
  const known = new Map(described?.fields.map((field) => [field.id, field]));
  const fields = object.fields.map((field) => asField(field, known.get(field.id)));
  return {
    id: object.id,
    name: object.name,
    label: object.label,
    title: object.title,
    icon: object.icon,
    description: object.description,
    app: object.app,
    system: object.system,
    actions: described?.actions ?? ACTIONS,
    fields: object.state === "new" ? [...SYSTEM, ...fields] : fields,
    relations: relationsOf(design, object),
    unique: object.unique,
    rules: [...object.rules],
    removed_fields: [...object.bin],
    screens: object.screens,
  };
}

export function asMetadata(design: Design, published: Metadata): Metadata {
  const known = new Map(published.objects.map((object) => [object.id, object]));
  return { version: published.version, objects: [...design.values()].map((object) => asObject(design, object, known.get(object.id))) };
}

import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { type RecordData, recordKeys, updateRecord } from "@/api/records";
import { ErrorState, Skeleton } from "@/design/States";

import parts from "../parts/parts.module.css";
import { told, useDo } from "../parts/useDo";
import { Effects } from "./Effects";
import type { Effect } from "./effects";
import type { Grant } from "./grants";

interface SaveRoleProps {
  role: RecordData;
  grants: Grant[];
  onSaved: () => void;
  onClose: () => void;
}

/** For whom a change of a role means what; then it is saved, or not. */
export function SaveRole({ role, grants, onSaved, onClose }: SaveRoleProps) {
  const { t } = useTranslation("settings");
  const preview = useQuery({
    queryKey: ["settings", "preview", role.id, grants],
    queryFn: ({ signal }) => send<{ people: Effect[] }>("POST", "/api/rights/preview", { body: { roles: [{ id: role.id, grants }] }, signal }),
    staleTime: 0,
    gcTime: 0,
  });
  const { act, busy, problem } = useDo(recordKeys.object("role"));
  const save = async () => {
    if (!(await act(() => updateRecord("role", role.id, { grants }, role.version), t("saved"), true))) return;
    onSaved();
    onClose();
  };
  return (
    <Modal open width={640} title={t("effects.title")} onCancel={onClose} onOk={() => void save()} okText={t("roles.save")} cancelText={t("cancel")} okButtonProps={{ loading: busy, disabled: !preview.isSuccess }}>
      {problem && <p className={parts.problem}>{told(problem)}</p>}
      {preview.isPending && (
        <>
          <p className="muted" role="status">
            {t("effects.looking")}
          </p>
          <Skeleton lines={5} />
        </>
      )}
      {preview.isError && <ErrorState error={preview.error} retry={() => void preview.refetch()} small />}
      {preview.isSuccess && <Effects effects={preview.data.people} />}
    </Modal>
  );
}

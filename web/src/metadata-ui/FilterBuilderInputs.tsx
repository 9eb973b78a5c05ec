import { Input, InputNumber } from "antd";

export function Text({ value, label, onChange }: { value: string; label: string; onChange: (value: string) => void }) {
  return <Input value={value} aria-label={label} maxLength={200} onChange={(event) => onChange(event.target.value)} style={{ flex: 1 }} />;
}

export function Amount({ value, label, onChange }: { value: number; label: string; onChange: (value: number) => void }) {
  return <InputNumber value={value} min={0} precision={0} aria-label={label} onChange={(next) => onChange(next ?? 0)} style={{ width: 80 }} />;
}

import { Input } from "antd";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";

const PAUSE_MS = 250;

interface SearchInputProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  className?: string;
}

/** Typing is never held up, nor the making of Chinese characters: what listens follows a moment later. */
export function SearchInput({ value, onChange, label, className }: SearchInputProps) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(value);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (value !== sent.current) setTyped(value);
    sent.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (text: string) => {
    clearTimeout(timer.current);
    sent.current = text;
    latest.current(text);
  };
  return (
    <Input
      className={className}
      prefix={<Search size={15} aria-hidden />}
      placeholder={label}
      aria-label={label}
      allowClear
      maxLength={200}
      value={typed}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => send(text), text ? PAUSE_MS : 0);
      }}
      onPressEnter={() => send(typed)}
    />
  );
}

export { RecordLink } from "@/fields";

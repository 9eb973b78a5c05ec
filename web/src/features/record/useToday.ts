export { useToday } from "@/metadata-ui/useToday";

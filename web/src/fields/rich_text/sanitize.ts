/** The server keeps only harmless tags; what reaches the screen is filtered by the same list once more. */
const TAGS = new Set(
  "P BR H1 H2 H3 H4 STRONG EM U S A UL OL LI BLOCKQUOTE CODE PRE TABLE THEAD TBODY TR TH TD IMG HR SPAN".split(" "),
);
const GONE = new Set("SCRIPT STYLE IFRAME OBJECT EMBED TEMPLATE NOSCRIPT SVG MATH FORM TEXTAREA TITLE HEAD".split(" "));
const RENAMED: Record<string, string> = { B: "STRONG", I: "EM", DIV: "P", STRIKE: "S", DEL: "S", H5: "H4", H6: "H4" };

const isSafe = (tag: string, name: string, value: string) =>
  (tag === "A" && name === "href" && /^(https?:|mailto:|tel:)/i.test(value)) ||
  (tag === "IMG" && name === "src" && /^(https?:|\/api\/files\/)/i.test(value)) ||
  (tag === "IMG" && name === "alt") ||
  ((tag === "TD" || tag === "TH") && (name === "colspan" || name === "rowspan"));

function copied(from: Node, into: Node, document: Document): void {
  from.childNodes.forEach((child) => {
    if (child.nodeType === Node.TEXT_NODE) return void into.appendChild(document.createTextNode(child.nodeValue ?? ""));
    if (!(child instanceof Element) && child.nodeType !== Node.ELEMENT_NODE) return;
    const element = child as Element;
    const name = element.tagName.toUpperCase();
    if (GONE.has(name)) return;
    const tag = RENAMED[name] ?? name;
    if (!TAGS.has(tag)) return copied(element, into, document);
    const kept = document.createElement(tag);
    for (const { name: key, value } of Array.from(element.attributes)) if (isSafe(tag, key, value)) kept.setAttribute(key, value);
    if (tag === "A") {
      kept.setAttribute("target", "_blank");
      kept.setAttribute("rel", "noopener noreferrer");
    }
    copied(element, kept, document);
    into.appendChild(kept);
  });
}

export function sanitized(html: string): string {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const clean = document.implementation.createHTMLDocument("");
  copied(parsed.body, clean.body, clean);
  return clean.body.innerHTML;
}

const BLOCKS = /<\/(p|h[1-4]|li|blockquote|pre|tr|td|th)>|<br\s*\/?>/gi;

/** Its words, without tags, runs of blanks as one. */
export function plainText(html: string): string {
  const parsed = new DOMParser().parseFromString(html.replace(BLOCKS, "$& "), "text/html");
  return (parsed.body.textContent ?? "").replace(/\s+/g, " ").trim();
}

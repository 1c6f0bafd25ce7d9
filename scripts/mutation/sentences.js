const isSentence = ({ type, value, quasis = [] }) =>
  (type === "StringLiteral" && value.includes(" ")) ||
  (type === "TemplateLiteral" && quasis.some((part) => part.value.raw.trim().includes(" ")));

const shouldIgnore = ({ node }) => (isSentence(node) ? "A sentence for people." : undefined);

/** Texts with a blank in them are for people: a test that repeats a sentence word by word would prove nothing. */
export const strykerPlugins = [{ kind: "Ignore", name: "sentences", value: { shouldIgnore } }];

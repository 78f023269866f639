import { ReflectionKind } from "typedoc";

/** @import { recordThrownErrors } from "./thrown-errors.js" */

/**
 * What the rule of the house (CONTRIBUTING.md, "A change", 4) asks of public comments, as far as a tool can tell. TypeDoc's own
 * `notDocumented` knows presence only, and asks it of the data inside constants and of the tags of unions too.
 */
export function findTsdocProblems(project, codes, thrown) {
  const problems = [];
  const facts = {
    codes,
    thrown,
    errors: new Set(
      project
        .getReflectionsByKind(ReflectionKind.Class)
        .filter(isError)
        .map(({ name }) => name),
    ),
  };
  for (const reflection of Object.values(project.reflections)) {
    for (const rule of RULES) {
      for (const problem of rule(reflection, facts)) {
        problems.push(`${whereIs(reflection)}: ${reflection.name} ${problem}`); // once, however many types inherit it
      }
    }
  }
  return [...new Set(problems)].sort();
}

const RULES = [isDocumented, tellsItsDefault, showsAnExample, throwsByCode, tellsWhatItThrows];

const DOCUMENTED =
  ReflectionKind.Module |
  ReflectionKind.Property |
  ReflectionKind.Accessor |
  ReflectionKind.Method |
  ReflectionKind.Function |
  ReflectionKind.Class |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias |
  ReflectionKind.Variable;

function* isDocumented(reflection) {
  if (!reflection.kindOf(DOCUMENTED) || isInside(reflection, SPOKEN_FOR) || isTagOfUnion(reflection)) return;
  if (commentsOf(reflection).length === 0) yield "has no comment";
}

/** What is left out has an effect, which the caller must be able to read: `none` is an answer, silence is not. */
function* tellsItsDefault(reflection) {
  if (!reflection.kindOf(ReflectionKind.Property) || !reflection.flags.isOptional || isTagOfUnion(reflection)) return;
  if (!/(Options|Overrides|Query)$/.test(holderOf(reflection)?.name ?? "")) return;
  if (!hasTag(reflection, "@defaultValue")) yield "is optional and has no @defaultValue";
}

/** Functions and classes, but for errors: those are caught, not made. */
function* showsAnExample(reflection) {
  if (!reflection.kindOf(ReflectionKind.Function | ReflectionKind.Class) || isError(reflection)) return;
  if (reflection.parent?.name.endsWith("/adapter")) return; // for whoever writes an adapter; CONTRIBUTING.md has the example
  if (!hasTag(reflection, "@example")) yield "has no @example";
}

/** "@throws A {@link SendoConfigError} `config_api_key_missing`": the class by link, then each code, all of them real. */
function* throwsByCode(reflection, { codes }) {
  for (const comment of [reflection.comment].filter(Boolean)) {
    for (const { content } of comment.getTags("@throws")) {
      const link = content.find(({ kind, tag }) => kind === "inline-tag" && tag === "@link");
      if (!link && !/^(Type|Range)?Error\b/.test(content[0]?.text ?? "")) {
        yield "has a @throws that links no class of error";
        continue;
      }
      for (const { kind, text } of content) {
        const code = kind === "code" ? text.slice(1, -1) : "";
        if (/^[a-z]+(_[a-z]+)+$/.test(code) && !codes.has(code)) yield `names ${code}, which is no code of ours`;
      }
    }
  }
}

/** Which errors that is, {@link recordThrownErrors} has read off the code; a constructor may leave it to its class. */
function* tellsWhatItThrows(reflection, { thrown, errors }) {
  const comments = [reflection, reflection.parent, reflection.parent?.parent].map((each) => each?.comment);
  const told = comments.flatMap((comment) => comment?.getTags("@throws") ?? []).flatMap(({ content }) => content);
  for (const error of thrown.get(reflection) ?? []) {
    if (errors.has(error) && !told.some(({ text }) => text === error))
      yield `throws ${error} and has no @throws for it`;
  }
}

function commentsOf(reflection) {
  const type = reflection.type?.type === "reflection" ? reflection.type.declaration : undefined;
  const signatures = [...(reflection.getAllSignatures?.() ?? []), ...(type?.signatures ?? [])];
  return [reflection, ...signatures].map(({ comment }) => comment).filter((comment) => comment?.hasVisibleComponent());
}

const hasTag = (reflection, tag) => commentsOf(reflection).some((comment) => comment.getTag(tag));

/** The named type that a member belongs to, through any number of `{ ... }` on the way. */
function holderOf({ parent }) {
  return parent?.name === "__type" ? holderOf(parent) : parent;
}

/** What is inside a constant is its value, and inside a signature its parameters: the comment above speaks for them. */
const SPOKEN_FOR = ReflectionKind.Variable | ReflectionKind.SomeSignature;

function isInside({ parent }, kinds) {
  return parent !== undefined && (parent.kindOf(kinds) || isInside(parent, kinds));
}

/** `kind: "reset"` says by its value which of several forms an object has, and `error?: undefined` that this form has none. */
function isTagOfUnion({ type, parent }) {
  const types = type?.type === "union" && parent?.name === "__type" ? type.types : [type];
  return types.every((each) => each?.type === "literal" || ["undefined", "never"].includes(each?.name));
}

function isError({ extendedTypes }) {
  return (extendedTypes ?? []).some(
    ({ name, reflection }) => /Error$/.test(name) || (reflection && isError(reflection)),
  );
}

function whereIs(reflection) {
  const source = reflection.sources?.[0] ?? reflection.parent?.sources?.[0];
  return source ? `${source.fileName}:${source.line}` : "(no source)";
}

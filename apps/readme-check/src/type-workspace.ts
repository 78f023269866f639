import { fileURLToPath } from "node:url";
import ts from "typescript";
import { OPTIONS } from "./compiler-options.js";

/** Files that one language service knows. Each declaration file is parsed once, whatever is asked. */
export interface TypeWorkspace {
  readonly service: ts.LanguageService;
  /**
   * Adds files.
   *
   * @param text - The text of a file that is not on the disk.
   */
  add(files: readonly string[], text?: string): void;
  /** A program of all files so far. */
  program(): ts.Program;
  /** What the compiler has against a file. */
  problems(file: string): string[];
}

export function createTypeWorkspace(): TypeWorkspace {
  const files: string[] = [];
  const texts = new Map<string, string>();
  const read = (path: string): string | undefined => texts.get(path) ?? ts.sys.readFile(path);
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => OPTIONS,
    getScriptFileNames: () => files,
    getScriptVersion: () => "1",
    getScriptSnapshot(path) {
      const text = read(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => fileURLToPath(new URL("..", import.meta.url)),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => texts.has(path) || ts.sys.fileExists(path),
    readFile: read,
    // Without these, a package behind a symbolic link would be another package.
    realpath: (path) => ts.sys.realpath!(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  };
  const service = ts.createLanguageService(host);
  return {
    service,
    add(more, text) {
      files.push(...more);
      if (text !== undefined) for (const file of more) texts.set(file, text);
    },
    program: () => service.getProgram()!,
    problems: (file) =>
      [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)].map(({ messageText }) =>
        ts.flattenDiagnosticMessageText(messageText, "\n"),
      ),
  };
}

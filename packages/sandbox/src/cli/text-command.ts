import { Command } from "commander";
import { callControl, type ControlAddress } from "./control-client.js";
import { withControlOptions } from "./control-options.js";

/** `text`: acts as somebody's phone. */
export function textCommand(): Command {
  const command = new Command("text")
    .description("send a text from a phone to a running sandbox, which raises message.incoming")
    .argument("<from>", "the phone's number, such as +12065550142")
    .argument("<body>", 'the text, such as "On my way" or STOP')
    .option("--to <number>", "which of your numbers it goes to");
  return withControlOptions(command).action(
    async (from: string, body: string, flags: ControlAddress & { readonly to?: string }) => {
      const fields = { body, ...(flags.to !== undefined && { to: flags.to }) };
      const answer = (await callControl(flags, "POST", `/phones/${encodeURIComponent(from)}/text`, fields)) as {
        message: { id: string; to: string };
      };
      console.log(`Received by ${answer.message.to} as message ${answer.message.id}`);
    },
  );
}

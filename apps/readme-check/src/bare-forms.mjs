// One framework's bare form, as the READMEs show it, with nothing but the environment. Sends one text through it and prints
// its id; a start that fails prints its code and message.
import "reflect-metadata";

const starts = {
  async express() {
    const { default: express } = await import("express");
    const { sendo } = await import("@sendo/express");
    const app = express();
    app.use(sendo());
    return new Promise((resolve, reject) => {
      app.use((request) => void request.sendo.messages.send(TEXT).then(resolve, reject));
      const server = app.listen(
        0,
        "127.0.0.1",
        () => void globalThis.fetch(`http://127.0.0.1:${server.address().port}`),
      );
    });
  },
  async fastify() {
    const { default: Fastify } = await import("fastify");
    const { default: sendo } = await import("@sendo/fastify");
    const app = Fastify();
    await app.register(sendo);
    return app.sendo.messages.send(TEXT);
  },
  async nestjs() {
    const { Module } = await import("@nestjs/common");
    const { NestFactory } = await import("@nestjs/core");
    const { getSendoToken, SendoModule } = await import("@sendo/nestjs");
    class App {}
    Module({ imports: [SendoModule] })(App);
    const app = await NestFactory.createApplicationContext(App, { logger: false, abortOnError: false });
    return app.get(getSendoToken()).messages.send(TEXT);
  },
};
const TEXT = { to: "+12065550142", body: "from the environment alone" };

try {
  const { id } = await starts[process.argv[2]]();
  console.log(id);
  process.exit(0); // servers would go on
} catch (error) {
  console.log(`${error.code}: ${error.message}`);
  process.exit(1);
}

import { All, Controller, HttpCode, Inject, Module, Req, type DynamicModule } from "@nestjs/common";
import { RELAY_PATHS, type RelayAnswer } from "@sendo-internal/test-kit/gate-contract";

@Controller()
class Relay {
  constructor(@Inject("answer") private readonly answer: RelayAnswer) {}
  @All(RELAY_PATHS)
  @HttpCode(200)
  relay(@Req() request: Parameters<RelayAnswer>[0]): object {
    return this.answer(request);
  }
}

@Module({ controllers: [Relay] })
class RelayModule {}

/** A Sendo-compatible API in front of `answer`, as short as its users may write one; the gate is a global guard and filter. */
export function relayModule(answer: RelayAnswer): DynamicModule {
  return { module: RelayModule, providers: [{ provide: "answer", useValue: answer }] };
}

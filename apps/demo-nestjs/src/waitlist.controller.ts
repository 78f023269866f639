import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from "@nestjs/common";
import { page, type PartyView } from "@sendo-apps/waitlist";
import type { Response } from "express";
import { WaitlistService } from "./waitlist.service.js";

/** The page and its API. */
@Controller()
export class WaitlistController {
  constructor(@Inject(WaitlistService) private readonly service: WaitlistService) {}

  @Get()
  page(@Res() response: Response): void {
    response.set(page.headers).send(page.html);
  }

  @Get("api/parties")
  parties(): readonly PartyView[] {
    return this.service.waitlist.parties();
  }

  @Get("api/events")
  events(@Res() response: Response): void {
    this.service.live.stream(response);
  }

  @Post("api/parties")
  join(@Body() body: unknown): PartyView {
    return this.service.waitlist.join(body);
  }

  @Post("api/parties/:id/ready")
  @HttpCode(200)
  ready(@Param("id") id: string): Promise<PartyView> {
    return this.service.tableReady(id);
  }
}

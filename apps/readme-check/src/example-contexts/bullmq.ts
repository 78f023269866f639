// What examples of @sendo/bullmq take for granted.
import type { SendoOutbox } from "@sendo/bullmq";
import type { INestApplication } from "@nestjs/common";
import type { Redis } from "ioredis";

export { Injectable, Module } from "@nestjs/common";
export { ConfigService } from "./nestjs.js";
export declare const redis: Redis;
export declare const outbox: SendoOutbox;
export declare const app: INestApplication;

// What examples of @sendo/nestjs take for granted.
import type { INestApplication } from "@nestjs/common";

export { Controller, Get, Injectable, Module } from "@nestjs/common";
export { Test } from "@nestjs/testing";
export { HealthCheck, HealthCheckService, TerminusModule } from "@nestjs/terminus";
export declare const app: INestApplication;
/** As that of `@nestjs/config`. */
export declare class ConfigService {
  getOrThrow(name: string): string;
}
export declare class AppModule {}
export declare class Tables {
  ready(phone: string): Promise<void>;
}

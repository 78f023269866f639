import { Inject, Injectable, Scope, type CallHandler, type Provider } from "@nestjs/common";
import type { CanActivate, NestInterceptor, PipeTransform } from "@nestjs/common";
import { APP_GUARD, APP_INTERCEPTOR, APP_PIPE, REQUEST } from "@nestjs/core";

@Injectable({ scope: Scope.REQUEST })
class Guard implements CanActivate {
  constructor(@Inject(REQUEST) readonly request: unknown) {}
  canActivate = () => true;
}
@Injectable({ scope: Scope.REQUEST })
class Interceptor implements NestInterceptor {
  constructor(@Inject(REQUEST) readonly request: unknown) {}
  intercept = (_context: unknown, next: CallHandler) => next.handle();
}
@Injectable({ scope: Scope.REQUEST })
class Pipe implements PipeTransform {
  constructor(@Inject(REQUEST) readonly request: unknown) {}
  transform = (value: unknown) => value;
}

/** A global guard, interceptor and pipe that Nest makes for each request, and with them every controller. They do nothing. */
export function scopedGlobals(): Provider[] {
  return [
    { provide: APP_GUARD, useClass: Guard },
    { provide: APP_INTERCEPTOR, useClass: Interceptor },
    { provide: APP_PIPE, useClass: Pipe },
  ];
}

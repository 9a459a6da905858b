import type { RouteObject } from 'react-router'

export const storeRoutes: RouteObject[] = []

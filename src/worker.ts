import 'reflect-metadata';
import { startCredence } from './bootstrap.js';

void startCredence(process.argv.slice(2), process.env, { http: false, worker: true });

// Stands in for the native log writer of code-server, which would need a compiler; without one, every log and output
// channel of the editor stays empty. Same exports, same line format, no rotation.
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
let initialLevel = LEVELS.indexOf('info');

class Logger {
    constructor(_kind, _name, file) {
        this.file = file;
        this.level = initialLevel;
        this.format = stamped;
    }
    trace(message) { this.write(0, message); }
    debug(message) { this.write(1, message); }
    info(message) { this.write(2, message); }
    warn(message) { this.write(3, message); }
    error(message) { this.write(4, message); }
    critical(message) { this.write(5, message); }
    getLevel() { return this.level; }
    setLevel(level) { this.level = level; }
    setPattern() { this.format = stamped; }
    clearFormatters() { this.format = (_level, message) => message; }
    flush() {}
    drop() {}
    write(level, message) {
        if (level < this.level) { return; }
        try {
            fs.appendFileSync(this.file, this.format(level, message));
        } catch {
            // A log folder that is gone or full must not stop the editor.
        }
    }
}

function stamped(level, message) {
    const now = new Date();
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
    return `${local.slice(0, 10)} ${local.slice(11, 23)} [${LEVELS[level]}] ${message}\n`;
}

async function createLogger(name, file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    return new Logger('rotating', name, file);
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = (level) => { initialLevel = level; };
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;

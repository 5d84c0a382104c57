// The server's end of WebSocket (RFC 6455), as far as a test needs it: short frames that are not in pieces.
'use strict';

const crypto = require('node:crypto');

const TEXT = 1, CLOSE = 8;

function frame(opcode, payload) {
  return Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]);
}

// Takes whole frames off what came, and hands their opcodes and payloads on; returns the rest.
function takeFrames(received, take) {
  while (received.length >= 6 && received.length >= 6 + (received[1] & 0x7f)) {
    const length = received[1] & 0x7f;
    const mask = received.subarray(2, 6);
    const payload = Buffer.from(received.subarray(6, 6 + length).map((octet, at) => octet ^ mask[at % 4]));
    take(received[0] & 0xf, payload);
    received = received.subarray(6 + length);
  }
  return received;
}

// Agrees to the first protocol that is offered, and gives each text back with what `answer` makes of it.
exports.accept = (request, socket, answer) => {
  const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  const accept = crypto.createHash('sha1').update(key).digest('base64');
  const protocol = request.headers['sec-websocket-protocol'].split(',')[0];
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
               `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`);
  let received = Buffer.alloc(0);
  socket.on('data', (octets) => {
    received = takeFrames(Buffer.concat([received, octets]), (opcode, payload) => {
      if (opcode === TEXT) socket.write(frame(TEXT, Buffer.from(answer(payload.toString()))));
      if (opcode === CLOSE) socket.end(frame(CLOSE, payload));
    });
  });
  socket.on('error', () => socket.destroy());
};

// An application as people write them: Node's own HTTP server. Says its port on the first line of its output.
'use strict';

const http = require('node:http');
const websocket = require('./websocket.js');

const name = process.argv[2];

const server = http.createServer((request, response) => {
  if (request.url === '/echo') {
    response.writeHead(200, {'Content-Type': 'application/octet-stream'});
    request.pipe(response);
    return;
  }
  if (request.url === '/count') { // says at once that it has begun, and at the end how much came
    let octets = 0;
    response.write('begun');
    request.on('data', (piece) => octets += piece.length).on('end', () => response.end(` ${octets}`));
    return;
  }
  if (request.url === '/early') response.writeEarlyHints({link: '</style.css>; rel=preload'});
  response.setHeader('X-Seen', `${request.headers['x-forwarded-for']} ${request.headers['x-forwarded-proto']} ${request.headers.via}`);
  response.end(`${name} ${request.method} ${request.url}\n`);
});

// What follows the switch is sent back as it comes.
server.on('upgrade', (request, socket, head) => {
  if (request.url === '/chat') return websocket.accept(request, socket, (text) => `${name}:${text}`);
  if (request.url === '/page') return socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
  socket.write(head);
  socket.pipe(socket);
  socket.on('error', () => socket.destroy());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));

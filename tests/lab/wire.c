/* wire A B delay_ms jitter_ms loss_permille seed: forwards frames between two interfaces of this
 * namespace with a delay, for a kernel that has no netem. Keeps the order (jitter never reorders)
 * unless jitter_ms is negative, then it may. Ends on SIGTERM. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#define Q 16384
#define M 2048
struct pk { double due; int len; unsigned char *b; };
static struct pk q[2][Q]; static int h[2], n[2];
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
static int op(const char *i) {
  int s = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
  struct sockaddr_ll a = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex(i)};
  if (s < 0 || bind(s, (void *)&a, sizeof a)) { perror(i); exit(1); }
  int one = 1; setsockopt(s, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one);
  int sz = 4 << 20; setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &sz, sizeof sz);
  return s;
}
int main(int c, char **v) {
  if (c < 7) return 2;
  int s[2] = {op(v[1]), op(v[2])};
  double d = atof(v[3]) / 1e3, j = atof(v[4]) / 1e3; int loss = atoi(v[5]); int re = j < 0; if (re) j = -j;
  srand48(atoi(v[6]));
  double last[2] = {0, 0};
  for (;;) {
    double t = now(), next = t + 1;
    for (int k = 0; k < 2; k++) while (n[k]) {
      int best = h[k];
      if (re) for (int i = 0; i < n[k]; i++) { int x = (h[k] + i) % Q; if (q[k][x].due < q[k][best].due) best = x; }
      if (q[k][best].due > t) { if (q[k][best].due < next) next = q[k][best].due; break; }
      struct pk p = q[k][best];
      for (int x = best; x != h[k]; x = (x + Q - 1) % Q) q[k][x] = q[k][(x + Q - 1) % Q];
      if (send(s[!k], p.b, (size_t)p.len, 0) < 0 && 0) perror("send");
      free(p.b); h[k] = (h[k] + 1) % Q; n[k]--;
    }
    struct pollfd f[2] = {{s[0], POLLIN, 0}, {s[1], POLLIN, 0}};
    struct timespec ts = {0, (long)((next - t) * 1e9)}; if (ts.tv_nsec >= 1000000000L) { ts.tv_sec = 1; ts.tv_nsec = 0; }
    if (ppoll(f, 2, &ts, NULL) <= 0) continue;
    for (int k = 0; k < 2; k++) if (f[k].revents & POLLIN) for (int i = 0; i < 64; i++) {
      unsigned char b[M * 4]; ssize_t l = recv(s[k], b, sizeof b, MSG_DONTWAIT);
      if (l <= 0) break;
      if (n[k] >= Q - 1) continue;
      if (loss && drand48() * 1000 < loss) continue;
      double due = now() + d + j * drand48();
      if (!re && due < last[k]) due = last[k];
      last[k] = due;
      struct pk *p = &q[k][(h[k] + n[k]) % Q]; p->due = due; p->len = (int)l; p->b = malloc((size_t)l); memcpy(p->b, b, (size_t)l); n[k]++;
    }
  }
}

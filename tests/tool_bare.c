/* The measure of speed: libpcap's own loop over a file, doing nothing. */

#include <pcap.h>
#include <stdio.h>

int
main(int argc, char **argv)
{
	char error[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *h;
	const u_char *bytes;
	unsigned long long n = 0, sum = 0;
	pcap_t *p = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;

	if (p == NULL)
		return (1);
	while (pcap_next_ex(p, &h, &bytes) == 1) {
		n++;
		sum += h->len + bytes[0];
	}
	printf("%llu packets, %llu\n", n, sum);
	pcap_close(p);
	return (0);
}

/* Runs a fuzz target over files, or the files of directories. */

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
run_file(const char *path)
{
	static uint8_t bytes[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t n;
	uint8_t *copy;

	if (f == NULL)
		return (0);
	n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	copy = malloc(n + 1);		/* so that ASan sees the end */
	for (size_t i = 0; i < n; i++)
		copy[i] = bytes[i];
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
	return (1);
}

int
main(int argc, char **argv)
{
	int i, n = 0;

	for (i = 1; i < argc; i++) {
		DIR *dir = opendir(argv[i]);
		struct dirent *entry;
		char path[4096];

		if (dir == NULL) {
			n += run_file(argv[i]);
			continue;
		}
		while ((entry = readdir(dir)) != NULL) {
			if (entry->d_name[0] == '.')
				continue;
			snprintf(path, sizeof path, "%s/%s", argv[i],
			    entry->d_name);
			n += run_file(path);
		}
		closedir(dir);
	}
	printf("%d inputs\n", n);
	return (n > 0 ? 0 : 1);
}

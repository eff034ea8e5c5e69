/* In the place of libFuzzer: gives every file of the folders named to the fuzzer, once. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

enum { FILE_BYTES_MAX = 1 << 20, PATH_BYTES = 4096 };

static size_t replay_file(const char *path)
{
    static uint8_t bytes[FILE_BYTES_MAX];
    FILE *file = fopen(path, "rb");
    if (file == NULL) return 0;
    size_t count = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    uint8_t *exact = malloc(count > 0 ? count : 1); /* so that a byte too far is seen */
    if (exact == NULL) abort();
    memcpy(exact, bytes, count);
    (void)LLVMFuzzerTestOneInput(exact, count);
    free(exact);
    return 1;
}

int main(int count, char **arguments)
{
    size_t files = replay_file("/dev/null");
    for (int at = 1; at < count; at++) {
        DIR *folder = opendir(arguments[at]);
        const struct dirent *entry;
        while (folder != NULL && (entry = readdir(folder)) != NULL) {
            char path[PATH_BYTES];
            if (entry->d_name[0] == '.') continue;
            snprintf(path, sizeof(path), "%s/%s", arguments[at], entry->d_name);
            files += replay_file(path);
        }
        if (folder != NULL) closedir(folder);
    }
    printf("%zu inputs\n", files);
    return 0;
}

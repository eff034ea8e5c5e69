/* forhal-sync rotate-key */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <unistd.h>

#include "sync/agent/agent.h"
#include "sync/agent/commands.h"
#include "sync/agent/key_change.h"
#include "sync/base/doorbell.h"
#include "sync/wire/fingerprint.h"

enum { FAILED = 1 };

static int do_it_here(struct agent *agent, const struct data_dir *dir)
{
    struct round round;
    char fingerprint[FINGERPRINT_TEXT_BYTES];
    agent_round(agent, &round);
    if (access(dir->rotate_asked, F_OK) == 0) {
        log_line(LOG_LEVEL_ERROR, "%s: %s; the old key goes on, and a new one is made when the registry is reached",
                 agent_identity(agent)->registry_url, round.problem[0] != '\0' ? round.problem : "not confirmed");
        return FAILED;
    }
    fingerprint_text(fingerprint, agent_identity(agent)->sign_public);
    printf("new key, fingerprint: %s\n", fingerprint);
    return 0;
}

static int rotate(const struct data_dir *dir, const struct options *options)
{
    struct agent *agent = NULL;
    const struct agent_ports ports = command_ports(options);
    struct identity identity;
    enum err err = identity_read(&identity, dir->identity);
    bool enrolled = err == ERR_OK && identity.enrolled;
    identity_finish(&identity);
    if (err == ERR_OK && !enrolled) err = ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        log_line(LOG_LEVEL_ERROR, "%s: this kiosk is not enrolled; see forhal-sync enrol --help", dir->folder);
        return FAILED;
    }
    if (err == ERR_OK) err = key_change_ask(dir);
    if (err == ERR_OK) err = agent_open(&agent, dir, &ports);
    if (err == ERR_UNAVAILABLE) {
        doorbell_ring(dir->sync_bell);
        puts("the forhal-sync that is at work there makes the new key with its next round");
        return 0;
    }
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: %s; check the disk and who may write there", dir->folder, err_text(err));
        return FAILED;
    }
    int status = do_it_here(agent, dir);
    agent_close(agent);
    return status;
}

int rotate_command(const struct options *options)
{
    struct data_dir dir;
    if (!command_dir(&dir, options, "write")) return FAILED;
    int status = rotate(&dir, options);
    data_dir_finish(&dir);
    return status;
}

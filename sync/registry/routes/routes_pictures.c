/* Pictures that staff give: decoded and made anew in a process of its own (errands.h, images.h), kept in uploads.h.
 * Listed in routes_staff.c. */
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "sync/registry/content/images.h"
#include "sync/registry/content/phone_pictures.h"
#include "sync/registry/content/pictures.h"
#include "sync/registry/content/uploads.h"
#include "sync/registry/server/routes.h"

static void keep(struct service *service, struct call *call)
{
    struct picture_size size;
    const char *png = call->errand->output;
    size_t bytes = image_png_bytes(png, call->errand->output_bytes);
    size_t phone_bytes = call->errand->output_bytes - bytes;
    enum err err = uploads_add(service->registry, call->session.user.name, png, bytes, &size);
    if (err == ERR_OK && phone_bytes > 0) {
        err = phone_pictures_put(service->registry->db, &size, png + bytes, phone_bytes);
    }
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK,
                    json_pack("{s:s, s:i, s:i}", "name", size.name, "width", size.width, "height", size.height));
    } else if (err == ERR_FULL) {
        call_refuse(call, MHD_HTTP_CONFLICT, "full", "There are too many pictures that nothing shows yet.");
    } else {
        service_failed(service, call, err);
    }
}

/* It has been made anew, or not. */
static void finish(struct service *service, struct call *call)
{
    const struct errand *errand = call->errand;
    bool ended = errand->err == ERR_OK;
    if (ended && errand->status == EXIT_SUCCESS && errand->output != NULL) {
        keep(service, call);
    } else if (ended && errand->status == EXIT_PICTURE_LARGE) {
        call_refuse(call, MHD_HTTP_CONTENT_TOO_LARGE, "too_large", "A picture has at most 24 million dots.");
    } else if (ended && errand->status == EXIT_PICTURE_NONE) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "not_a_picture", "This is no PNG, JPEG or WebP, or it is damaged.");
    } else if (ended && errand->status == EXIT_PICTURE_UNSAFE) {
        service_failed(service, call, ERR_UNAVAILABLE); /* no seccomp here */
    } else {
        /* It took too much time or memory, or tried something else: nothing that one should try twice. */
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "not_a_picture", "This picture could not be read.");
    }
}

static enum err begin(struct call *call, const char *program)
{
    size_t bytes = call->body.length;
    char *input = malloc(bytes);
    if (input == NULL) return ERR_NOMEM;
    memcpy(input, str_text(&call->body), bytes);
    enum err err = errand_create(&call->errand, program, input, bytes);
    if (err != ERR_OK) return err;
    errand_say(call->errand, "picture");
    call->errand->seconds = IMAGE_SECONDS;
    call->errand->output_max = PICTURE_BYTES_MAX + IMAGE_PHONE_BYTES_MAX;
    call_peer(call, call->errand->queued.peer);
    return ERR_OK;
}

void route_staff_new_picture(struct service *service, struct call *call)
{
    if (call->errand != NULL) {
        finish(service, call);
        return;
    }
    if (call->body.length == 0) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "not_a_picture", "The body is the picture.");
        return;
    }
    char *program = errand_program(service->programs, "forhal-registry");
    enum err err = program != NULL ? begin(call, program) : ERR_NOT_FOUND;
    if (err != ERR_OK) service_failed(service, call, err);
    free(program);
}

void route_staff_picture(struct service *service, struct call *call)
{
    char name[PICTURE_NAME_BYTES] = "";
    char *bytes = NULL;
    size_t count = 0;
    size_t length = 0;
    const char *word = call_word(call, &length);
    if (length == sizeof(name) - 1) memcpy(name, word, length);
    enum err err = picture_is_name(name) ? pictures_find(service->registry->db, name, &bytes, &count) : ERR_NOT_FOUND;
    if (err == ERR_OK) {
        call_answer_picture(call, name, bytes, count);
    } else if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is no such picture.");
    } else {
        service_failed(service, call, err);
    }
}

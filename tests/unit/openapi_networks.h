/* tests/unit/openapi_networks.h - a part of test_openapi.c: what staff do with networks, asked for real. */
#pragma once

/* {"base":N,"body":BODY} with another title; the caller frees. */
static inline char *networks_save_text(const json_t *document, int base, const char *title)
{
    AUTO(json_auto) json_t *body = json_deep_copy(json_array_get(json_object_get(document, "networks"), 0));
    json_object_set_new(body, "title", json_string(title));
    AUTO(json_auto) json_t *json = json_pack("{s:i, s:O}", "base", base, "body", body);
    return json_dumps(json, JSON_COMPACT);
}

static void staffs_pictures_are_as_described(void **state)
{
    static const char all[] = "/v1/staff/pictures", one[] = "/v1/staff/pictures/{name}";
    AUTO(asker_finish) struct asker asker;
    AUTO(str_finish) struct str file = {0};
    AUTO(answer_finish) struct answer answer = {0};
    char target[128];
    asker_begin(&asker, *state);
    sign_in(&asker);
    assert_int_equal(file_read(&file, "assets/content/pictures/dinghy.png", PICTURE_BYTES_MAX), ERR_OK);
    http(&answer, asker.house->url, "POST", all, str_text(&file), file.length,
         (const char *const[]){asker.cookie, asker.csrf, NULL});
    expect(&asker, &answer, "POST", all, 200);
    snprintf(target, sizeof(target), "%s/%s", all, json_text_at(answer.json, "name"));
    staff_expect(&asker, true, "GET", one, target, NULL, 200);
    staff_expect(&asker, true, "GET", one, "/v1/staff/pictures/none", NULL, 404);
    staff_expect(&asker, true, "POST", all, all, "{}", 400);
}

static void networks_are_as_described(void **state)
{
    static const char all[] = "/v1/staff/networks", one[] = "/v1/staff/networks/{id}",
                      versions[] = "/v1/staff/versions/{id}";
    AUTO(asker_finish) struct asker asker;
    AUTO(json_auto) json_t *demo = json_load_file("assets/content/albertslund-2014.json", 0, NULL);
    struct content_summary summary;
    char target[128], listed[128], seen[160];
    asker_begin(&asker, *state);
    assert_int_equal(content_import(asker.house->registry, demo, &summary), ERR_OK);
    const char *id = json_text_at(json_array_get(json_object_get(demo, "networks"), 0), "id");
    snprintf(target, sizeof(target), "/v1/staff/networks/%s", id);
    snprintf(listed, sizeof(listed), "/v1/staff/versions/%s", id);
    sign_in(&asker);
    staff_expect(&asker, true, "GET", all, all, NULL, 200);
    staff_expect(&asker, false, "GET", all, all, NULL, 401);
    staff_expect(&asker, true, "POST", all, all, "{\"body\":{\"title\":\"Ny\"}}", 200);
    staff_expect(&asker, true, "POST", all, all, "{\"body\":{\"id\":\"ny\"}}", 409);
    staff_expect(&asker, true, "POST", all, all, "{\"body\":7}", 400);
    staff_expect(&asker, true, "GET", one, target, NULL, 200);
    staff_expect(&asker, true, "GET", one, "/v1/staff/networks/none", NULL, 404);
    char *save = networks_save_text(demo, 1, "Et");
    char *late = networks_save_text(demo, 1, "To");
    staff_expect(&asker, true, "PUT", one, target, save, 200);
    staff_expect(&asker, true, "PUT", one, target, late, 409);
    staff_expect(&asker, true, "PUT", one, target, "{\"base\":1}", 400);
    free(save);
    free(late);
    staff_expect(&asker, true, "POST", one, target, "{\"do\":\"review\",\"version\":2}", 200);
    staff_expect(&asker, true, "POST", one, target, "{\"do\":\"review\",\"version\":1}", 409);
    staff_expect(&asker, true, "POST", one, target, "{\"do\":\"dance\"}", 400);
    staff_expect(&asker, true, "POST", one, target, "{\"do\":\"publish\",\"version\":9}", 404);
    staff_expect(&asker, true, "POST", one, "/v1/staff/networks/ny", "{\"do\":\"publish\",\"version\":1}", 422);
    staff_expect(&asker, true, "POST", one, target, "{\"do\":\"schedule\",\"version\":2,\"at_s\":1795247000}", 200);
    staff_expect(&asker, true, "GET", one, target, NULL, 200);
    staff_expect(&asker, true, "POST", one, target, "{\"do\":\"publish\",\"version\":2}", 200);
    staff_expect(&asker, true, "POST", one, "/v1/staff/networks/ny", "{\"do\":\"discard\"}", 200);
    staff_expect(&asker, true, "GET", versions, listed, NULL, 200);
    snprintf(seen, sizeof(seen), "%s?version=2", listed);
    staff_expect(&asker, true, "GET", versions, seen, NULL, 200);
    snprintf(seen, sizeof(seen), "%s?version=x", listed);
    staff_expect(&asker, true, "GET", versions, seen, NULL, 400);
    static const char preview[] = "/v1/staff/preview";
    staff_expect(&asker, true, "POST", preview, preview, "{\"body\":{},\"size\":\"540x960\",\"lang\":\"ar\"}", 200);
    staff_expect(&asker, true, "POST", preview, preview, "{\"body\":{},\"size\":\"1x1\"}", 400);
    assert_int_equal(db_run(asker.house->registry->db, "UPDATE staff SET role = 'editor'", ""), ERR_OK);
    staff_expect(&asker, true, "GET", all, all, NULL, 200);
    staff_expect(&asker, true, "GET", one, target, NULL, 403);
    staff_expect(&asker, true, "POST", all, all, "{\"body\":{}}", 403);
}

static void pages_are_as_described(void **state)
{
    static const char all[] = "/v1/staff/pages", one[] = "/v1/staff/pages/{id}", about[] = "/v1/staff/pages/about",
                      versions[] = "/v1/staff/page-versions/{id}", listed[] = "/v1/staff/page-versions/about",
                      preview[] = "/v1/staff/preview";
    static const char good[] = "\"blocks\":[{\"type\":\"paragraph\",\"text\":\"To.\"}]}}";
    char body[200];
    AUTO(asker_finish) struct asker asker;
    AUTO(json_auto) json_t *demo = json_load_file("assets/content/albertslund-2014.json", 0, NULL);
    struct content_summary summary;
    asker_begin(&asker, *state);
    json_object_set_new(demo, "pages", json_array());
    assert_int_equal(content_import(asker.house->registry, demo, &summary), ERR_OK);
    sign_in(&asker);
    staff_expect(&asker, true, "GET", all, all, NULL, 200);
    staff_expect(&asker, false, "GET", all, all, NULL, 401);
    staff_expect(&asker, true, "POST", all, all, "{\"body\":{\"id\":\"about\",\"title\":\"Om\"}}", 200);
    staff_expect(&asker, true, "POST", all, all, "{\"body\":{\"id\":\"about\"}}", 409);
    staff_expect(&asker, true, "POST", all, all, "{\"body\":7}", 400);
    staff_expect(&asker, true, "GET", one, about, NULL, 200);
    staff_expect(&asker, true, "GET", one, "/v1/staff/pages/none", NULL, 404);
    staff_expect(&asker, true, "POST", one, about, "{\"do\":\"publish\",\"version\":1}", 422);
    snprintf(body, sizeof(body), "{\"base\":1,\"body\":{\"id\":\"about\",\"title\":\"Om os\",%s", good);
    staff_expect(&asker, true, "PUT", one, about, body, 200);
    snprintf(body, sizeof(body), "{\"base\":1,\"body\":{\"id\":\"about\",\"title\":\"Om dig\",%s", good);
    staff_expect(&asker, true, "PUT", one, about, body, 409);
    staff_expect(&asker, true, "PUT", one, "/v1/staff/pages/none", body, 400);
    staff_expect(&asker, true, "POST", one, about, "{\"do\":\"dance\"}", 400);
    staff_expect(&asker, true, "POST", one, about, "{\"do\":\"review\",\"version\":1}", 409);
    staff_expect(&asker, true, "POST", one, about, "{\"do\":\"publish\",\"version\":9}", 404);
    staff_expect(&asker, true, "POST", one, about, "{\"do\":\"publish\",\"version\":2}", 200);
    staff_expect(&asker, true, "PUT", all, all, "{\"base\":[\"about\"],\"order\":[\"about\"]}", 200);
    staff_expect(&asker, true, "PUT", all, all, "{\"base\":[\"about\"],\"order\":[]}", 400);
    staff_expect(&asker, true, "PUT", all, all, "{\"base\":[\"b\",\"about\"],\"order\":[\"about\",\"b\"]}", 409);
    staff_expect(&asker, false, "PUT", all, all, "{\"base\":[],\"order\":[]}", 401);
    staff_expect(&asker, true, "GET", one, about, NULL, 200);
    staff_expect(&asker, true, "GET", versions, listed, NULL, 200);
    staff_expect(&asker, true, "GET", versions, "/v1/staff/page-versions/about?version=2", NULL, 200);
    staff_expect(&asker, true, "GET", versions, "/v1/staff/page-versions/about?version=x", NULL, 400);
    staff_expect(&asker, true, "GET", versions, "/v1/staff/page-versions/none", NULL, 404);
    staff_expect(&asker, true, "POST", preview, preview,
                 "{\"body\":{\"title\":\"Om\"},\"type\":\"page\",\"part\":1,\"size\":\"540x960\"}", 200);
    staff_expect(&asker, true, "POST", preview, preview, "{\"body\":{},\"type\":\"site\"}", 400);
    staff_expect(&asker, true, "POST", preview, preview, "{\"body\":{},\"part\":41}", 400);
    assert_int_equal(db_run(asker.house->registry->db, "UPDATE staff SET role = 'editor'", ""), ERR_OK);
    staff_expect(&asker, true, "GET", all, all, NULL, 403);
    staff_expect(&asker, true, "POST", one, about, "{\"do\":\"review\",\"version\":2}", 403);
}

static void the_first_content_is_as_described(void **state)
{
    static const char path[] = "/v1/staff/content";
    AUTO(asker_finish) struct asker asker = {.house = *state, .document = document_read()};
    AUTO(json_auto) json_t *demo = json_load_file("assets/content/albertslund-2014.json", 0, NULL);
    sign_in(&asker);
    json_object_set_new(demo, "pages", json_array());
    char *good = json_dumps(demo, JSON_COMPACT);
    staff_expect(&asker, true, "POST", path, path, good, 403);
    assert_int_equal(db_run(asker.house->registry->db, "UPDATE staff SET role = 'administrator'", ""), ERR_OK);
    staff_expect(&asker, true, "POST", path, path, "{\"format\":\"forhal-content/1\"}", 422);
    staff_expect(&asker, true, "POST", path, path, "{\"format\":", 400);
    staff_expect(&asker, false, "POST", path, path, good, 401);
    staff_expect(&asker, true, "POST", path, path, good, 200);
    staff_expect(&asker, true, "POST", path, path, good, 409);
    free(good);
}

static void facts_are_as_described(void **state)
{
    static const char path[] = "/v1/staff/facts";
    static const char from[] = "{\"fact\":\"address\",\"base\":{\"da\":{}},\"value\":{\"da\":{%s}}}";
    char body[200];
    AUTO(asker_finish) struct asker asker;
    AUTO(json_auto) json_t *demo = json_load_file("assets/content/albertslund-2014.json", 0, NULL);
    struct content_summary summary;
    asker_begin(&asker, *state);
    assert_int_equal(content_import(asker.house->registry, demo, &summary), ERR_OK);
    sign_in(&asker);
    staff_expect(&asker, true, "GET", path, path, NULL, 200);
    staff_expect(&asker, false, "GET", path, path, NULL, 401);
    snprintf(body, sizeof(body), from, "\"public_url\":\"https://netvaerk.example\"");
    staff_expect(&asker, true, "PUT", path, path, body, 200);
    snprintf(body, sizeof(body), from, "\"public_url\":\"https://other.example\"");
    staff_expect(&asker, true, "PUT", path, path, body, 409);
    snprintf(body, sizeof(body), from, "\"public_url\":\"nowhere\"");
    staff_expect(&asker, true, "PUT", path, path, body, 409);
    staff_expect(&asker, true, "PUT", path, path, "{\"fact\":\"door\",\"value\":{}}", 400);
    staff_expect(&asker, true, "PUT", path, path, "{\"fact\":\"names\",\"value\":{\"da\":{\"door\":1}}}", 400);
    assert_int_equal(db_run(asker.house->registry->db, "UPDATE staff SET role = 'editor'", ""), ERR_OK);
    staff_expect(&asker, true, "GET", path, path, NULL, 403);
}

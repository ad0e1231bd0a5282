// SPDX-License-Identifier: Apache-2.0
/* blob.c - makes and takes blobs: header (CID, length of wrap data, length of data), then plain
 * data, or nonce, encrypted data and tag. The header is authenticated with the data.
 *
 * A blob has no field for the object's type, and without it a key that must not be read could come
 * back as one that may. So the type rides in the last word of the nonce, where it is authenticated
 * too; the first twelve bytes are random. Host memory can change under our hands: what is
 * authenticated is a private copy.
 */
#include "model/blob.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "cmh/abi/sys.h"

#define HEADER       CMH_BLOB_HEADER_SIZE
#define NONCE        CMH_BLOB_NONCE_SIZE
#define NONCE_TYPE   (NONCE - 4)
#define TYPE_SWAPPED 0x80000000u

int blob_key_load(struct model_mbx *mbx, struct blob_key *key, uint64_t ref, uint32_t depth)
{
	key->ref = ref;
	key->len = 0;
	if (ref == CMH_REF_NONE)
		return 0;
	return model_wrap_key(mbx, ref, depth, key->key, &key->len);
}

void blob_key_wipe(struct blob_key *key)
{
	OPENSSL_cleanse(key, sizeof(*key));
}

struct write_request {
	struct engine *engine;
	const struct blob_key *key;
	uint8_t *dst;
	uint32_t room;
};

static int write_plain(const struct store_value *value, uint64_t cid,
		       const struct write_request *request)
{
	struct cmh_blob_header header = { .cid = cid,
					  .wrap = CMH_BLOB_WRAP_PLAIN,
					  .len = value->len };

	if (!(value->type & CMH_TYPE_PT))
		return EPERM;
	if ((uint64_t)HEADER + value->len > request->room)
		return EINVAL;
	cmh_blob_header_put(request->dst, &header);
	memcpy(request->dst + HEADER, value->data, value->len);
	return 0;
}

static int write_wrapped(const struct store_value *value, uint64_t cid,
			 const struct write_request *request)
{
	struct cmh_blob_header header = { .cid = cid,
					  .wrap = CMH_BLOB_WRAP_SIZE,
					  .len = value->len };
	size_t size = (size_t)HEADER + CMH_BLOB_WRAP_SIZE + value->len;
	uint8_t *blob, *nonce, *data;
	int err;

	if (size > request->room)
		return EINVAL;
	blob = OPENSSL_malloc(size);
	if (!blob)
		return ENOMEM;
	nonce = blob + HEADER;
	data = nonce + NONCE;
	cmh_blob_header_put(blob, &header);
	cmh_put_le32(nonce + NONCE_TYPE, value->type | (value->swapped ? TYPE_SWAPPED : 0));
	err = engine_random(request->engine, nonce, NONCE_TYPE);
	if (!err)
		err = engine_wrap(request->engine, request->key->key, request->key->len, blob,
				  HEADER, nonce, value->data, data, value->len, data + value->len);
	if (!err)
		memcpy(request->dst, blob, size);
	OPENSSL_clear_free(blob, size);
	return err;
}

static int write_value(const struct store_value *value, uint64_t cid, void *arg)
{
	const struct write_request *request = arg;

	if (request->key->ref == CMH_REF_NONE)
		return write_plain(value, cid, request);
	return write_wrapped(value, cid, request);
}

int blob_write(struct model_mbx *mbx, uint64_t ref, const struct blob_key *key, uint8_t *dst,
	       uint32_t room)
{
	struct write_request request = {
		.engine = model_engine_of(mbx),
		.key = key,
		.dst = dst,
		.room = room,
	};

	return model_ref_use(mbx, ref, 0, MODEL_READ, write_value, &request);
}

int blob_read(struct model_mbx *mbx, const struct blob_key *key, const uint8_t *src, uint32_t len,
	      struct blob *out)
{
	bool wrapped = key->ref != CMH_REF_NONE;
	struct cmh_blob_header header;
	uint8_t *copy, *nonce, *data;
	uint32_t type;
	int err = 0;

	memset(out, 0, sizeof(*out));
	if (len < HEADER)
		return EINVAL;
	copy = OPENSSL_malloc(len);
	if (!copy)
		return ENOMEM;
	memcpy(copy, src, len);
	cmh_blob_header_get(&header, copy);
	nonce = copy + HEADER;
	if (header.wrap != (wrapped ? CMH_BLOB_WRAP_SIZE : CMH_BLOB_WRAP_PLAIN) || !header.len ||
	    (uint64_t)HEADER + header.wrap + header.len != len) {
		err = EINVAL;
		goto out;
	}
	data = wrapped ? nonce + NONCE : nonce;
	if (wrapped) {
		err = engine_unwrap(model_engine_of(mbx), key->key, key->len, copy, HEADER, nonce,
				    data, data, header.len, data + header.len);
		if (err)
			goto out;
		type = cmh_get_le32(nonce + NONCE_TYPE);
		out->type = type & (CMH_TYPE_FLAGS_MASK | CMH_TYPE_CORE_MASK);
		out->swapped = (type & TYPE_SWAPPED) != 0;
	}
	out->data = OPENSSL_malloc(header.len);
	if (!out->data) {
		err = ENOMEM;
		goto out;
	}
	bytes_copy(out->data, data, header.len, out->swapped);
	out->cid = header.cid;
	out->len = header.len;
out:
	OPENSSL_clear_free(copy, len);
	return err;
}

void blob_wipe(struct blob *blob)
{
	OPENSSL_clear_free(blob->data, blob->len);
	memset(blob, 0, sizeof(*blob));
}

// SPDX-License-Identifier: Apache-2.0
/* SM2 commands of the PKE core behind raw VCQs: the examples of GM/T 0003.5, and every way to be
 * refused. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "tests/unit/pke_rig.h"

TestSuite(model_sm2, .init = pk_up, .fini = pk_down, .timeout = 60);

/* A.2 signature, C.2 encryption: one key pair */
#define KEY "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
#define PUB                                                                \
	"09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020" \
	"CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
#define Z "B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3"
#define E "F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640"
#define SIG                                                                \
	"F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3" \
	"B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
#define NONCE "59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21"
#define C1                                                                 \
	"04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73" \
	"E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
#define C3 "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"
#define C2 "21886CA989CA9C7D58087307CA93092D651EFA"
#define ID "31323334353637383132333435363738"

/* B.2 key exchange */
#define A_KEY "81EB26E941BB5AF16DF116495F90695272AE2CD63D6C4AE1678418BE48230029"
#define A_PUB                                                              \
	"160E12897DF4EDB61DD812FEB96748FBD3CCF4FFE26AA6F6DB9540AF49C94232" \
	"4A7DAD08BB9A459531694BEB20AA489D6649975E1BFCF8C4741B78B4B223007F"
#define A_NONCE "D4DE15474DB74D06491C440D305E012400990F3E390C7E87153C12DB2EA60BB3"
#define A_SESSION                                                          \
	"64CED1BDBC99D590049B434D0FD73428CF608A5DB8FE5CE07F15026940BAE40E" \
	"376629C7AB21E7DB260922499DDB118F07CE8EAAE3E7720AFEF6A5CC062070C0"
#define A_Z   "3B85A57179E11E7E513AA622991F2CA74D1807A0BD4D4B38F90987A17AC245B1"
#define B_KEY "785129917D45A9EA5437A59356B82338EAADDA6CEB199088F14AE10DEFA229B5"
#define B_PUB                                                              \
	"6AE848C57C53C7B1B5FA99EB2286AF078BA64C64591B8B566F7357D576F16DFB" \
	"EE489D771621A27B36C5C7992062E9CD09A9264386F3FBEA54DFF69305621C4D"
#define B_NONCE "7E07124814B309489125EAED101113164EBF0F3458C5BD88335C1F9D596243D6"
#define B_SESSION                                                          \
	"ACC27688A6F7B706098BC91FF3AD1BFF7DC2802CDB14CCCCDB0A90471F9BD707" \
	"2FEDAC0494B2FFC4D6853876C79B8F301C6573AD0AA50F39FC87181E1A1B46FE"
#define B_Z        "79C988D63229D97EF19FE02CA1056E01E6A7411ED24694AA8F834F4A4AB022F7"
#define AB_SESSION "6C89347354DE2484C60B4AB1FDE4C6E5"

/* ---- commands ---- */

static int id_digest(uint64_t id, uint32_t len, uint64_t pub, uint64_t out)
{
	struct cmh_pke_sm2_id_digest c = { id, pub, out, len };

	cmh_pke_sm2_id_digest_put(pke_plain(CMH_PKE_CMD_SM2_ID_DIGEST), &c);
	return go();
}

static int ephemeral(uint64_t nonce, uint32_t len, uint64_t out)
{
	struct cmh_pke_sm2_ecdh_keygen c = { nonce, out, len };

	cmh_pke_sm2_ecdh_keygen_put(pke_plain(CMH_PKE_CMD_SM2_ECDH_KEYGEN), &c);
	return go();
}

static void add_exchange(uint64_t ref, uint64_t nonce, uint32_t nonce_len, uint64_t peer,
			 uint64_t session, uint64_t dst)
{
	struct cmh_pke_sm2_ecdh c = { nonce_len, 32, nonce, peer, session, ref, dst, PKE_TYPE };

	cmh_pke_sm2_ecdh_put(pke_plain(CMH_PKE_CMD_SM2_ECDH), &c);
}

static void add_session(uint64_t z1, uint64_t z2, uint64_t point, uint64_t dst)
{
	struct cmh_pke_sm2_ecdh_hash c = { z1, z2, point, dst, PKE_TYPE };

	cmh_pke_sm2_ecdh_hash_put(pke(CMH_PKE_CMD_SM2_ECDH_HASH), &c);
}

static int enc_point(uint64_t nonce, uint32_t len, uint64_t pub, uint64_t c1, uint64_t point)
{
	struct cmh_pke_sm2_enc_point c = { nonce, pub, c1, point, len };

	cmh_pke_sm2_enc_point_put(pke_plain(CMH_PKE_CMD_SM2_ENC_POINT), &c);
	return go();
}

static int enc_hash(uint64_t msg, uint32_t len, uint64_t point, uint64_t out)
{
	struct cmh_pke_sm2_enc_hash c = { msg, point, out, len };

	cmh_pke_sm2_enc_hash_put(pke_plain(CMH_PKE_CMD_SM2_ENC_HASH), &c);
	return go();
}

static int dec_point(uint64_t text, uint32_t len, uint64_t ref, uint64_t point)
{
	struct cmh_pke_sm2_dec_point c = { len, 32, text, point, ref };

	cmh_pke_sm2_dec_point_put(pke(CMH_PKE_CMD_SM2_DEC_POINT), &c);
	return go();
}

static int dec_hash(uint64_t text, uint32_t len, uint64_t point, uint64_t out)
{
	struct cmh_pke_sm2_dec_hash c = { text, point, out, len };

	cmh_pke_sm2_dec_hash_put(pke_plain(CMH_PKE_CMD_SM2_DEC_HASH), &c);
	return go();
}

/* ---- the standard's examples ---- */

Test(model_sm2, identity_digest)
{
	uint64_t pub = put_hex(PUB, 64), id = put_hex(ID, 16), out = room(32);

	cr_assert(eq(int, id_digest(id, 16, pub, out), 0));
	cr_assert(is_hex(out, Z, 32));
	cr_assert(eq(int, id_digest(id, 0, pub, out), CMH_HWERR_EINVAL));
	cr_assert(eq(int, id_digest(id, 33, pub, out), CMH_HWERR_EINVAL));
	cr_assert(eq(int, id_digest(put_hex(ID ID, 32), 32, pub, out), 0));
	at(pub)[63] ^= 1;
	cr_assert(eq(int, id_digest(id, 16, pub, out), CMH_HWERR_EINVAL));
}

Test(model_sm2, signature)
{
	struct cmh_pke_ecdsa_verify c = { CMH_CURVE_SM2,    32,
					  put_hex(PUB, 64), put_hex(E, 32),
					  put_hex(SIG, 64), room(32) };

	cmh_pke_ecdsa_verify_put(pke(CMH_PKE_CMD_ECDSA_VERIFY), &c);
	cr_assert(eq(int, go(), 0));
	cr_assert(zero(int, memcmp(at(c.rprime), at(c.signature), 32)));
	at(c.signature)[40] ^= 1;
	cmh_pke_ecdsa_verify_put(pke(CMH_PKE_CMD_ECDSA_VERIFY), &c);
	cr_assert(eq(int, go(), CMH_HWERR_EIO));
}

/* n - 1 of SM2: one more than a key that can sign */
Test(model_sm2, key_that_cannot_sign)
{
	static const char n[] = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54122";
	struct cmh_pke_ecdsa_sign c = { CMH_CURVE_SM2, 32, room(32), room(64), CMH_REF_TEMP, 32 };
	uint64_t d = put_hex(n, 32);

	temp_number(d, 32);
	cmh_pke_ecdsa_sign_put(pke(CMH_PKE_CMD_ECDSA_SIGN), &c);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
	at(d)[31]--;
	temp_number(d, 32);
	cmh_pke_ecdsa_sign_put(pke(CMH_PKE_CMD_ECDSA_SIGN), &c);
	cr_assert(eq(int, go(), 0));
}

Test(model_sm2, encryption)
{
	uint64_t pub = put_hex(PUB, 64), c1 = room(64), point = room(64), text = room(96 + 19),
		 out = room(19);
	uint64_t msg = put("encryption standard", 19), nonce = put_hex(NONCE, 32);

	cr_assert(eq(int, enc_point(nonce, 32, pub, c1, point), 0));
	cr_assert(is_hex(c1, C1, 64));
	cr_assert(eq(int, enc_hash(msg, 19, point, text), 0));
	cr_assert(is_hex(text, "00", 64), "C1 is the host's to put there");
	cr_assert(is_hex(text + 64, C3, 32));
	cr_assert(is_hex(text + 96, C2, 19));
	memcpy(at(text), at(c1), 64);

	memset(at(point), 0, 64);
	temp_number(put_hex(KEY, 32), 32);
	cr_assert(eq(int, dec_point(text, 96 + 19, CMH_REF_TEMP, point), 0));
	cr_assert(eq(int, dec_hash(text, 96 + 19, point, out), 0));
	cr_assert(zero(int, memcmp(at(out), "encryption standard", 19)));
}

Test(model_sm2, encryption_with_a_nonce_of_the_device)
{
	uint64_t pub = put_hex(PUB, 64), c1 = room(64), point = room(64), again = room(64),
		 other = room(64);

	cr_assert(eq(int, enc_point(0, 0, pub, c1, point), 0));
	cr_assert(eq(int, enc_point(0, 0, pub, other, again), 0));
	cr_assert(ne(int, memcmp(at(c1), at(other), 64), 0));
	temp_number(put_hex(KEY, 32), 32);
	cr_assert(eq(int, dec_point(c1, 97, CMH_REF_TEMP, again), 0));
	cr_assert(zero(int, memcmp(at(again), at(point), 64)));
}

Test(model_sm2, tampered_ciphertext_is_refused)
{
	uint64_t pub = put_hex(PUB, 64), point = room(64), text = room(128), out = room(32),
		 msg = put_hex("42", 32);

	cr_assert(eq(int, enc_point(0, 0, pub, room(64), point), 0));
	cr_assert(eq(int, enc_hash(msg, 32, point, text), 0));
	for (uint32_t i = 64; i < 128; i += 21) {
		at(text)[i] ^= 1;
		cr_assert(eq(int, dec_hash(text, 128, point, out), CMH_HWERR_EIO));
		cr_assert(eq(u8, at(out)[0], 0xa5));
		at(text)[i] ^= 1;
	}
	cr_assert(eq(int, dec_hash(text, 128, point, out), 0));
	cr_assert(eq(int, dec_hash(text, 127, point, out), CMH_HWERR_EIO));
	cr_assert(eq(int, dec_hash(text, 96, point, out), CMH_HWERR_EINVAL));
	cr_assert(eq(int, dec_hash(text, 129, point, out), CMH_HWERR_EINVAL));
	cr_assert(eq(int, dec_point(text, 96, CMH_REF_TEMP, point), CMH_HWERR_EINVAL));
	cr_assert(eq(int, dec_point(text, 129, CMH_REF_TEMP, point), CMH_HWERR_EINVAL));
	cr_assert(eq(int, enc_hash(msg, 0, point, text), CMH_HWERR_EINVAL));
	cr_assert(eq(int, enc_hash(msg, 33, point, text), CMH_HWERR_EINVAL));
}

Test(model_sm2, bad_points_and_nonces_are_refused)
{
	uint64_t pub = put_hex(PUB, 64), point = room(64), zeros = put_hex("00", 64), c1 = room(64);
	uint64_t n =
		put_hex("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 32);

	at(pub)[0] ^= 1;
	cr_assert(eq(int, enc_point(0, 0, pub, c1, point), CMH_HWERR_EINVAL));
	cr_assert(eq(int, enc_point(0, 0, zeros, c1, point), CMH_HWERR_EINVAL));
	at(pub)[0] ^= 1;
	cr_assert(eq(int, enc_point(zeros, 32, pub, c1, point), CMH_HWERR_EINVAL));
	cr_assert(eq(int, enc_point(n, 32, pub, c1, point), CMH_HWERR_EINVAL));
	cr_assert(eq(int, enc_point(n, 31, pub, c1, point), CMH_HWERR_EINVAL));
	cr_assert(eq(int, ephemeral(zeros, 32, c1), CMH_HWERR_EINVAL));
	cr_assert(eq(int, ephemeral(n, 16, c1), CMH_HWERR_EINVAL));
	temp_number(put_hex(KEY, 32), 32);
	cr_assert(eq(int, dec_point(zeros, 100, CMH_REF_TEMP, point), CMH_HWERR_EINVAL));
	temp_number(put_hex(A_KEY, 32), 32);
	add_exchange(CMH_REF_TEMP, n, 32, pub, pub, CMH_REF_TEMP);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
	temp_number(put_hex(A_KEY, 32), 32);
	add_exchange(CMH_REF_TEMP, pub, 32, pub, zeros, CMH_REF_TEMP);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
}

Test(model_sm2, key_exchange_from_both_sides)
{
	uint64_t z1 = put_hex(A_Z, 32), z2 = put_hex(B_Z, 32), out = room(16), session = room(64);

	cr_assert(eq(int, ephemeral(put_hex(A_NONCE, 32), 32, session), 0));
	cr_assert(is_hex(session, A_SESSION, 64));

	temp_number(put_hex(A_KEY, 32), 32);
	add_exchange(CMH_REF_TEMP, put_hex(A_NONCE, 32), 32, put_hex(B_PUB, 64),
		     put_hex(B_SESSION, 64), CMH_REF_TEMP);
	add_session(z1, z2, CMH_REF_TEMP, CMH_REF_TEMP);
	data_of(CMH_REF_TEMP, out, 16, 0);
	cr_assert(eq(int, go(), 0));
	cr_assert(is_hex(out, AB_SESSION, 16));

	memset(at(out), 0, 16);
	temp_number(put_hex(B_KEY, 32), 32);
	add_exchange(CMH_REF_TEMP, put_hex(B_NONCE, 32), 32, put_hex(A_PUB, 64),
		     put_hex(A_SESSION, 64), CMH_REF_TEMP);
	add_session(z1, z2, CMH_REF_TEMP, CMH_REF_TEMP);
	data_of(CMH_REF_TEMP, out, 16, 0);
	cr_assert(eq(int, go(), 0));
	cr_assert(is_hex(out, AB_SESSION, 16));
}

/* The shared point as it is read back, and kept in an object. */
Test(model_sm2, shared_point_is_read_with_swap)
{
	static const char u[] = "c558b44bee5301d9f52b44d939bb59584d75b9034dd6a9fc826872109a65739f"
				"3252b35b191d8ae01cd122c025204334c5eacf68a0cb4854c6a7d367ecad4de7";
	uint64_t kept = object(64), key = object(16), point = room(64), out = room(16);

	temp_number(put_hex(A_KEY, 32), 32);
	add_exchange(CMH_REF_TEMP, put_hex(A_NONCE, 32), 32, put_hex(B_PUB, 64),
		     put_hex(B_SESSION, 64), kept);
	data_of(kept, point, 64, CMH_VCQ_SWAP);
	add_session(put_hex(A_Z, 32), put_hex(B_Z, 32), kept, key);
	data_of(key, out, 16, 0);
	cr_assert(eq(int, go(), 0));
	cr_assert(is_hex(point, u, 64));
	cr_assert(is_hex(out, AB_SESSION, 16));
}

/* Each side with a nonce of the device, which it gets back. */
Test(model_sm2, exchange_with_nonces_of_the_device)
{
	uint64_t nonce = put_hex("00", 32), session = room(64), again = room(64),
		 peer_nonce = room(32);
	uint64_t point = room(64);

	cr_assert(eq(int, ephemeral(nonce, 0, session), 0));
	cr_assert(not(is_hex(nonce, "00", 32)));
	cr_assert(eq(int, ephemeral(nonce, 32, again), 0));
	cr_assert(zero(int, memcmp(at(again), at(session), 64)));

	temp_number(put_hex(B_KEY, 32), 32);
	add_exchange(CMH_REF_TEMP, peer_nonce, 0, put_hex(A_PUB, 64), session, CMH_REF_TEMP);
	data_of(CMH_REF_TEMP, point, 64, CMH_VCQ_SWAP);
	cr_assert(eq(int, go(), 0));
	cr_assert(eq(int, ephemeral(peer_nonce, 32, session), 0));
	temp_number(put_hex(A_KEY, 32), 32);
	add_exchange(CMH_REF_TEMP, nonce, 32, put_hex(B_PUB, 64), session, CMH_REF_TEMP);
	data_of(CMH_REF_TEMP, again, 64, CMH_VCQ_SWAP);
	cr_assert(eq(int, go(), 0));
	cr_assert(zero(int, memcmp(at(again), at(point), 64)));
}

// SPDX-License-Identifier: Apache-2.0
/* books.c - what went wrong since somebody last asked: the books that EAC READ reports and clears.
 *
 * One lock, so that a read sees each event wholly or not at all; events are rare. */
#include <string.h>

#include "internal.h"

void books_init(struct model_books *books)
{
	pthread_mutex_init(&books->lock, NULL);
}

void books_fini(struct model_books *books)
{
	pthread_mutex_destroy(&books->lock);
}

void books_clear(struct model_books *books)
{
	pthread_mutex_lock(&books->lock);
	memset(&books->sum, 0, sizeof(books->sum));
	pthread_mutex_unlock(&books->lock);
}

void model_note(struct model_mbx *mbx, enum model_event event, uint8_t core)
{
	struct model_books *books = &mbx->model->books;
	uint32_t bit = core < MODEL_CORES ? 1u << core : 0;

	pthread_mutex_lock(&books->lock);
	books->sum.mailbox_notification |= 1ull << mbx->id;
	switch (event) {
	case MODEL_HW_ERROR: books->sum.hw_error |= bit; break;
	case MODEL_NMI: books->sum.hw_nmi |= bit; break;
	case MODEL_PANIC:
		books->sum.hw_panic |= bit;
		books->sum.safety_fatal |= bit;
		break;
	case MODEL_SAFETY: books->sum.safety_notification |= bit; break;
	}
	pthread_mutex_unlock(&books->lock);
}

void books_ecc(struct model_mbx *mbx, uint8_t core, uint32_t bank)
{
	struct model_books *books = &mbx->model->books;

	model_note(mbx, MODEL_SAFETY, core);
	pthread_mutex_lock(&books->lock);
	books->sum.sram_bank_errors[bank % MODEL_SRAM_BANKS]++;
	pthread_mutex_unlock(&books->lock);
}

void books_trace(struct model_mbx *mbx, uint32_t status, uint32_t vcq)
{
	struct model_books *books = &mbx->model->books;

	pthread_mutex_lock(&books->lock);
	books->sum.sw_info0 = status;
	books->sum.sw_info1 = mbx->id << 16 | (vcq & 0xffff);
	pthread_mutex_unlock(&books->lock);
}

void model_books_take(struct model_mbx *mbx, struct cmh_eac_response *out)
{
	struct model_books *books = &mbx->model->books;

	pthread_mutex_lock(&books->lock);
	*out = books->sum;
	memset(&books->sum, 0, sizeof(books->sum));
	pthread_mutex_unlock(&books->lock);
}

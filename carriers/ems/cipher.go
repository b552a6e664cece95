package ems

import (
	gocipher "crypto/cipher"
	"encoding/base64"
	"errors"

	"github.com/emmansun/gmsm/padding"
	"github.com/emmansun/gmsm/sm4"
)

// cipher enciphers the body of a question as EMS wants it: SM4 in ECB mode with PKCS7 padding over the JSON text and the
// signing key behind it. The mode hides little; it is the carrier's choice, and TLS protects the way.
type cipher struct {
	block gocipher.Block
	key   string
}

// newCipher reads a signing key, which is the base64 form of 16 bytes.
func newCipher(signKey string) (*cipher, error) {
	const help = "carriers.ems.secret is not the signing key from EMS, which is 16 bytes in base64"
	raw, err := base64.StdEncoding.DecodeString(signKey)
	if err != nil || len(raw) != sm4.BlockSize {
		return nil, errors.New(help) // Without the cause, which would quote the key.
	}
	block, err := sm4.NewCipher(raw)
	if err != nil {
		return nil, errors.New(help)
	}
	return &cipher{block: block, key: signKey}, nil
}

// seal returns the enciphered text with the mark of its method in front.
func (c *cipher) seal(json string) string {
	text := padding.NewPKCS7Padding(sm4.BlockSize).Pad([]byte(json + c.key))
	for i := 0; i < len(text); i += sm4.BlockSize {
		c.block.Encrypt(text[i:], text[i:])
	}
	return "|$4|" + base64.StdEncoding.EncodeToString(text)
}

-- CreateTable
CREATE TABLE "certificates" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "pem" TEXT NOT NULL,
    "sealed_key" BYTEA NOT NULL,
    "names" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "certificates_pkey" PRIMARY KEY ("id")
);


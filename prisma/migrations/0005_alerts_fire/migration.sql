-- AlterTable
ALTER TABLE "alert" ADD COLUMN     "fired_at" TIMESTAMPTZ(3);

COMMENT ON COLUMN "alert"."fired_at" IS 'When it had lasted long enough to be told; null before. Who sets it tells.';

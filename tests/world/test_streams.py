from accord.world.streams import Streams


def test_a_table_draws_the_same_whatever_others_have_drawn() -> None:
    alone = Streams(5).of("people").random(4)
    streams = Streams(5)
    streams.of("a new table").random(1000)
    assert (streams.of("people").random(4) == alone).all()


def test_tables_parts_and_seeds_draw_differently() -> None:
    one = Streams(5).of("people").random()
    assert one != Streams(5).of("companies").random()
    assert one != Streams(5).of("people", 1).random()
    assert one != Streams(6).of("people").random()
